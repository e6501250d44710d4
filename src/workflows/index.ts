// Every function exported here becomes a workflow type: export nothing else.
export { deliverAlert, testAlerts } from './alerts';
export { fullSync } from './full-sync';
export { fullSyncChunk } from './full-sync/chunk';
export { highPrioritySync } from './high-priority-sync';
export { refreshConversionList } from './refresh-conversion-list';
