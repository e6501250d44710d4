import { sleep } from '@temporalio/workflow';
import * as current from '../../src/workflows';

/** A workflow with one more timer: an unsafe change under running workflows. */
function changed<Input extends unknown[], Result>(workflow: (...input: Input) => Promise<Result>) {
  return async (...input: Input): Promise<Result> => {
    await sleep('1ms');
    return workflow(...input);
  };
}

export const fullSync = changed(current.fullSync);
export const fullSyncChunk = changed(current.fullSyncChunk);
export const highPrioritySync = changed(current.highPrioritySync);
export const refreshConversionList = changed(current.refreshConversionList);
