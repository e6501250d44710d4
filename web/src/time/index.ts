export { learnServerTime, serverNow } from './clock';
export { readInterval } from './interval';
export { useTicking } from './ticker';
