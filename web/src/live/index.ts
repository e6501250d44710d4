export { LiveIndicator } from './indicator';
export { LiveProvider, useLive } from './provider';
