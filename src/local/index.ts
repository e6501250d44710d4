export { DirectoryInUseError } from './postgres/cluster';
export { listen } from './process/listen';
export { PortInUseError } from './process/ports';
export { ServerExitedError } from './process/server-process';
export { findRunningService, SANDBOX_TOKEN, type RunningService } from './running-file';
export { startService } from './start';
export { TemporalCliNotFoundError } from './temporal/find-cli';
