export { learnServerTime, serverNow } from './clock';
export { useTicking } from './ticker';
