import { sleep } from '@temporalio/workflow';
import * as today from '../../src/workflows';

/** A workflow with one timer more, as if somebody had changed it without a thought for runs that are going. */
function changed<Input extends unknown[], Result>(workflow: (...input: Input) => Promise<Result>) {
  return async (...input: Input): Promise<Result> => {
    await sleep('1ms');
    return workflow(...input);
  };
}

export const fullSync = changed(today.fullSync);
export const fullSyncChunk = changed(today.fullSyncChunk);
export const highPrioritySync = changed(today.highPrioritySync);
export const refreshConversionList = changed(today.refreshConversionList);
