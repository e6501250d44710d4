import { sleep } from '@temporalio/workflow';
import {
  fullSyncChunk,
  highPrioritySync as current,
  refreshConversionList,
  fullSync,
} from '../../src/workflows';

export { fullSync, fullSyncChunk, refreshConversionList };

/** The workflow with one timer more, as if somebody had changed it without a thought for runs that are going. */
export async function highPrioritySync(): ReturnType<typeof current> {
  await sleep('1ms');
  return current();
}
