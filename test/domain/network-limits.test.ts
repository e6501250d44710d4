import fc from 'fast-check';
import { splitBatches } from '../../src/domain/network-limits';

test('batches hold every id once, in order, at most 50 each', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 230 }), (ids) => {
      const batches = splitBatches(ids);
      expect(batches.flat()).toEqual(ids);
      expect(batches.every((batch) => batch.length > 0 && batch.length <= 50)).toBe(true);
    }),
  );
});
