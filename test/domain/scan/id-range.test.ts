import { summarizeIdRange } from '../../../src/domain/scan/id-range';

test.each([
  [['1', '2', '10'], 'ascending', 1, 10],
  [['10', '9', '1'], 'descending', 1, 10],
  [['1', '1', '2'], 'ascending', 1, 2],
  [['7'], 'single', 7, 7],
  [['7', '7'], 'single', 7, 7],
  [[], 'none', null, null],
  [['1', '3', '2'], 'mixed', null, null],
  [['3', '1', '2'], 'mixed', null, null],
  [['5', '6', '5'], 'mixed', null, null],
  [['1', '10', '2'], 'mixed', null, null],
  [['1', 'a'], 'mixed', null, null],
  [['998', '999', '1000'], 'ascending', 998, 1000],
  [['1000', '999'], 'descending', 999, 1000],
  [['15', '150', '200'], 'mixed', null, null],
  [['31', '3', '2'], 'mixed', null, null],
  [['007', '8'], 'mixed', null, null],
  [['-1', '1'], 'mixed', null, null],
  [['1.5', '2'], 'mixed', null, null],
  [['', '2'], 'mixed', null, null],
  [['1e3'], 'mixed', null, null],
  [['9007199254740993'], 'mixed', null, null],
  [['9007199254740990', '9007199254740991'], 'ascending', 9_007_199_254_740_990, 9_007_199_254_740_991],
])('the ids %j are %s', (ids, ordering, lowestId, highestId) => {
  expect(summarizeIdRange(ids)).toEqual({ ordering, lowestId, highestId });
});
