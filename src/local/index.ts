export { DirectoryInUseError } from './process/locks';
export { PortInUseError } from './process/ports';
export { ServerExitedError } from './process/server-process';
export { findRunningService, SANDBOX_TOKEN, type RunningService } from './running-file';
export { type Clients, openClients, openStack, openWorker, serveApi } from './stack';
export { startService } from './start';
export { TemporalCliNotFoundError } from './temporal/find-cli';
