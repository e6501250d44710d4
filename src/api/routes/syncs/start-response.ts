import type { StartResult, SyncClient } from '../../../client';
import { linksTo } from '../../../format/run-links';
import { HttpError } from '../../plugins/problems';
import type { StartedSyncResponse } from '../../schemas';

/** @throws {HttpError} 409 when a run with other parameters is running; the message names it. */
export function toStartResponse(started: StartResult, syncs: SyncClient): StartedSyncResponse {
  const { outcome, workflowId, runId } = started;
  if (outcome === 'refused') {
    throw new HttpError(
      409,
      `A run with other parameters is running: ${workflowId}. Wait for it to end, or cancel it.`,
    );
  }
  return { workflowId, runId, joined: outcome === 'joined', links: linksTo({ workflowId, runId }, syncs) };
}
