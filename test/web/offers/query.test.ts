import { parseSearch, stringifySearch } from '../../../web/src/search';
import { csvColumns, readColumns } from '../../../web/src/views/offers/columns/columns';
import {
  csvAddress,
  hasFilters,
  readQuery,
  sortedBy,
  withoutFilters,
} from '../../../web/src/views/offers/query';
import { readOffersSearch } from '../../../web/src/views/offers/search';

const readAddress = (address: string) => readOffersSearch(parseSearch(address));

test('the address is a query of the API', () => {
  const search = readAddress(
    '?country=za,KE&carrier=MTN&status=active&payoutMin=0.5&capLeftMin=20&mine=true&search=3 %26 4&sortBy=payout',
  );
  expect(readQuery(search)).toEqual({
    query: {
      country: ['za', 'KE'],
      carrier: ['MTN'],
      status: ['Active'],
      payoutMin: 0.5,
      capLeftMin: 20,
      mine: true,
      search: '3 & 4',
      sortBy: 'payout',
      sortOrder: 'desc',
    },
    ignored: [],
  });
});

test('without an address, all offers are listed: fast and often first', () => {
  const { query, ignored } = readQuery(readAddress(''));
  expect({ query, ignored, has: hasFilters(query) }).toEqual({
    query: { sortBy: 'score', sortOrder: 'desc' },
    ignored: [],
    has: false,
  });
});

test('what does not exist is named, does not filter, and stays in the address', () => {
  const address =
    '?status=Active,Deleted&payoutMin=much&capLeftMin=120&sortBy=color&convertedWithin=2w&region=EU';
  const search = readAddress(address);
  const { query, ignored } = readQuery(search);
  expect(query).toEqual({ status: ['Active'], sortBy: 'score', sortOrder: 'desc' });
  expect([...ignored].sort()).toEqual(
    [
      'status=Deleted',
      'payoutMin=much',
      'capLeftMin=120',
      'sortBy=color',
      'convertedWithin=2w',
      'region=EU',
    ].sort(),
  );
  expect(parseSearch(stringifySearch({ ...search }))).toEqual(parseSearch(address));
});

test('a value with commas or backslashes is one value, in the address and in the file', () => {
  const carrier = ['Vodafone, Orange', 'A\\B', 'MTN'];
  const read = readAddress(stringifySearch({ carrier }));
  expect(read.carrier).toEqual(carrier);
  const address = csvAddress(readQuery(read).query, ['offerId']);
  expect(new URL(address, 'http://x/').searchParams.getAll('carrier')).toEqual(carrier);
});

test('a filter has no more values than the API takes', () => {
  const ids = Array.from({ length: 60 }, (_, index) => `C${index}`);
  const { query, ignored } = readQuery({ country: ids });
  expect(query.country).toHaveLength(50);
  expect(ignored).toEqual(ids.slice(50).map((id) => `country=${id}`));
});

test('a click on a head sorts by it, and the next one the other way round', () => {
  const first = sortedBy('offerName', readQuery({}).query);
  expect(readQuery(first).query).toMatchObject({ sortBy: 'offerName', sortOrder: 'asc' });
  const second = sortedBy('offerName', readQuery(first).query);
  expect(readQuery(second).query).toMatchObject({ sortBy: 'offerName', sortOrder: 'desc' });
  const third = sortedBy('offerName', readQuery(second).query);
  expect(readQuery(third).query).toMatchObject({ sortBy: 'offerName', sortOrder: 'asc' });
});

test('clearing the filters keeps the order and the columns', () => {
  const search = readAddress('?country=ZA&region=EU&sortBy=payout&sortOrder=asc&columns=payout,gap');
  expect(readQuery(withoutFilters(search))).toEqual({
    query: { sortBy: 'payout', sortOrder: 'asc' },
    ignored: [],
  });
  expect(withoutFilters(search).columns).toEqual(['payout', 'gap']);
});

test('the file has the filters, the order and the columns of the table', () => {
  const { query } = readQuery({ flow: ['1-Click'], sortBy: 'lastConversionAt' });
  const columns = readColumns(['cap', 'nonsense', 'where'])!;
  expect(columns).toEqual(['offer', 'where', 'cap']);
  const { pathname, searchParams } = new URL(csvAddress(query, csvColumns(columns)), 'http://x/mirror/');
  expect(pathname).toBe('/mirror/api/offers');
  expect(Object.fromEntries(searchParams)).toEqual({
    format: 'csv',
    all: 'true',
    flow: '1-Click',
    sortBy: 'lastConversionAt',
    sortOrder: 'desc',
    columns: 'offerId,offerName,status,watched,country,carrier,flow,capLeftPercent,dailyCap,dailyCapKind',
  });
  expect(readColumns(['nonsense'])).toBeUndefined();
});
