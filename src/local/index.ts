// What needs more than Node's own modules is in `clients.ts`, `serve-api.ts`, `stack.ts` and `start.ts`: loading these takes long.
export { openInBrowser } from './browser';
export { DirectoryInUseError } from './process/locks';
export { PortInUseError } from './process/ports';
export { ServerExitedError } from './process/server-process';
export { SetupError } from './process/setup-error';
export { findRunningService, SANDBOX_TOKEN, type RunningService } from './running-file';
export { TemporalCliNotFoundError } from './temporal/find-cli';
