import fc from 'fast-check';
import {
  describeFieldProblem,
  initialUsualShares,
  learnUsualShares,
  type FieldFacts,
} from '../../src/domain/answer-fields';

const facts = (values: Partial<FieldFacts>): FieldFacts => ({
  field: 'carrier',
  rows: 200,
  missing: 0,
  unreadable: 0,
  usual: { missing: 0, unreadable: 0 },
  ...values,
});

test.each<[situation: string, found: Partial<FieldFacts>, problem: string | null]>([
  ['in every row', {}, null],
  ['in no row', { missing: 200 }, 'the field carrier is missing in 200 of 200 rows, usually in 0 %'],
  [
    'in no row of the fewest that count',
    { rows: 10, missing: 10 },
    'the field carrier is missing in 10 of 10 rows, usually in 0 %',
  ],
  ['in no row of fewer', { rows: 9, missing: 9 }, null],
  ['missing in a tenth', { missing: 20 }, null],
  [
    'missing in more than a tenth',
    { missing: 21 },
    'the field carrier is missing in 21 of 200 rows, usually in 0 %',
  ],
  ['never known', { missing: 200, usual: { missing: 1, unreadable: 0 } }, null],
  ['in few rows as usual', { missing: 195, usual: { missing: 0.97, unreadable: 0 } }, null],
  [
    'usually in few of many rows, now in none',
    { rows: 2_000, missing: 2_000, usual: { missing: 0.97, unreadable: 0 } },
    'the field carrier is missing in 2000 of 2000 rows, usually in 97 %',
  ],
  [
    'usually in few rows, now in none of few',
    { missing: 200, usual: { missing: 0.97, unreadable: 0 } },
    null,
  ],
  ['usually missing in a fifth, now in half', { missing: 100, usual: { missing: 0.2, unreadable: 0 } }, null],
  [
    'usually missing in a tenth, now in half',
    { missing: 100, usual: { missing: 0.1, unreadable: 0 } },
    'the field carrier is missing in 100 of 200 rows, usually in 10 %',
  ],
  ['unreadable in a tenth', { unreadable: 20 }, null],
  [
    'unreadable in more',
    { unreadable: 21 },
    'the field carrier is unreadable in 21 of 200 rows, usually in 0 %',
  ],
  ['unreadable in all of few rows', { rows: 9, unreadable: 9 }, null],
  ['unreadable as accepted', { unreadable: 60, usual: { missing: 0, unreadable: 0.25 } }, null],
  [
    'unreadable in more than accepted',
    { unreadable: 71, usual: { missing: 0, unreadable: 0.25 } },
    'the field carrier is unreadable in 71 of 200 rows, usually in 25 %',
  ],
])('a field that is %s', (_situation, found, problem) => {
  expect(describeFieldProblem(facts(found))).toBe(problem);
});

test.each([
  ['offer_id', 0],
  ['status', 0],
  ['last_conv', 0],
  ['thumbnails', 1],
])('before any run, %s is expected to be missing in a share of %d', (field, missing) => {
  expect(initialUsualShares(field)).toEqual({ missing, unreadable: 0 });
});

test('a run teaches that a field is in more rows, but never that it is in fewer, nor that more are unreadable', () => {
  const usual = { missing: 0.5, unreadable: 0 };
  expect(learnUsualShares(facts({ missing: 50, unreadable: 100, usual }))).toEqual({
    missing: 0.3,
    unreadable: 0,
  });
  expect(learnUsualShares(facts({ missing: 150, usual }))).toEqual(usual);
  expect(learnUsualShares(facts({ rows: 20, missing: 0, usual }))).toEqual(usual);
  expect(learnUsualShares(facts({ rows: 40, missing: 0, usual }))).toEqual({ missing: 0.25, unreadable: 0 });
});

test('a field that disappears bit by bit is reported at the latest when it is in no row', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 10 }), (missingBefore) => {
      let usual = learnUsualShares(facts({ rows: 300, missing: 0, usual: initialUsualShares('carrier') }));
      for (const missing of missingBefore) usual = learnUsualShares(facts({ rows: 300, missing, usual }));
      expect(describeFieldProblem(facts({ rows: 300, missing: 300, usual }))).not.toBeNull();
    }),
  ));

test('a field that the network leaves out where it is empty may be empty in more offers of another run', () => {
  let usual = initialUsualShares('carrier');
  for (const missing of [30, 12, 41]) {
    const run = facts({ rows: 97, missing, usual });
    expect(describeFieldProblem(run)).toBeNull();
    usual = learnUsualShares(run);
  }
});
