export { parseSearch, stringifySearch } from './query-string';
export { readFlag, readList, readNumber, readOneOf, readText } from './read';
