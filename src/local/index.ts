export { DirectoryInUseError } from './postgres/cluster';
export { listen } from './process/listen';
export { PortInUseError } from './process/ports';
export { ServerEndedError } from './process/server-process';
export { findRunning, SANDBOX_TOKEN, type Running } from './running-file';
export { startEverything } from './start';
export { TemporalCliNotFoundError } from './temporal/find-cli';
