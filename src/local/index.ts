export { DirectoryInUseError } from './postgres/cluster';
export { PortInUseError } from './process/ports';
export { ServerExitedError } from './process/server-process';
export { findRunningService, SANDBOX_TOKEN, type RunningService } from './running-file';
export { type Servers, startServers } from './servers';
export { type Clients, openClients, openStack, openWorker, serveApi, type Stack } from './stack';
export { startService } from './start';
export { TemporalCliNotFoundError } from './temporal/find-cli';
