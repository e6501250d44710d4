import { parseSearch, readList, readNumber, readOneOf, stringifySearch } from '../../../web/src/search';

test('an address of the page is written as one of the API, and reads back', () => {
  const search = {
    country: ['PT', 'ZA'],
    payoutMin: 0.5,
    mine: true,
    search: 'a & b, 100 %',
    sortBy: undefined,
  };

  const query = stringifySearch(search);

  expect(query).toBe('?country=PT,ZA&payoutMin=0.5&mine=true&search=a+%26+b,+100+%25');
  const read = parseSearch(query);
  expect(read).toEqual({ country: 'PT,ZA', payoutMin: '0.5', mine: 'true', search: 'a & b, 100 %' });
  expect(readList(read.country)).toEqual(['PT', 'ZA']);
  expect(readNumber(read.payoutMin)).toBe(0.5);
});

test('nothing chosen leaves nothing in the address', () => {
  expect(stringifySearch({ country: [], search: '', mine: undefined })).toBe('');
});

test('what does not exist is not read', () => {
  const sorts = ['payout', 'score'] as const;
  expect(readOneOf('name', sorts)).toBeUndefined();
  expect(readOneOf('score', sorts)).toBe('score');
  expect(readNumber('many')).toBeUndefined();
  expect(readNumber('')).toBeUndefined();
  expect(readList(' ,PT,,PT ')).toEqual(['PT']);
  expect(readList(',')).toBeUndefined();
});
