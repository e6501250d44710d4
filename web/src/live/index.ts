export { LiveIndicator } from './indicator';
export { LiveProvider } from './provider';
