import { listOptions, toggleValue } from '../../../web/src/components/filters/options';

const VALUES = [
  { value: 'MTN', offers: 40 },
  { value: 'Vodafone, Orange', offers: 7 },
  { value: 'WIFI', offers: null },
];

test('the chosen values come first, also one that no offer has now', () => {
  const { options } = listOptions(VALUES, ['wifi', 'Safaricom'], '');
  expect(options).toEqual([
    { value: 'wifi', offers: null, isChosen: true },
    { value: 'Safaricom', offers: 0, isChosen: true },
    { value: 'MTN', offers: 40, isChosen: false },
    { value: 'Vodafone, Orange', offers: 7, isChosen: false },
  ]);
});

test('looking for a part leaves out the other values, but no chosen one', () => {
  const { options } = listOptions(VALUES, ['MTN'], ' oRA ');
  expect(options.map(({ value }) => value)).toEqual(['MTN', 'Vodafone, Orange']);
});

test('a long list is cut, and says by how many', () => {
  const many = Array.from({ length: 450 }, (_, index) => ({ value: `C${index}`, offers: 1 }));
  const { options, hidden } = listOptions(many, ['C7'], '');
  expect({ shown: options.length, hidden }).toEqual({ shown: 201, hidden: 249 });
});

test('a click adds a value or removes it, in any case', () => {
  expect(toggleValue([], 'MTN')).toEqual(['MTN']);
  expect(toggleValue(['mtn', 'WIFI'], 'MTN')).toEqual(['WIFI']);
  expect(toggleValue(['mtn'], 'MTN')).toBeUndefined();
});
