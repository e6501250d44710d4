import type { StartResult, SyncClient } from '../../../client';
import { RefusedError } from '../../plugins/problems';
import type { StartedSyncResponse } from '../../schemas';

/** Where a run is followed. Workflow ids may contain slashes, so they go encoded. */
export function pathOfSync(workflowId: string): string {
  return `/api/syncs/${encodeURIComponent(workflowId)}`;
}

/** @throws {RefusedError} where the run could be neither started nor joined; the message names the one that is going. */
export function toStartResponse(started: StartResult, syncs: SyncClient): StartedSyncResponse {
  const { outcome, workflowId, runId } = started;
  if (outcome === 'refused') {
    throw new RefusedError(
      409,
      `A run with other parameters is going: ${workflowId}. Wait for its end, or cancel it.`,
    );
  }
  return {
    workflowId,
    runId,
    joined: outcome === 'joined',
    links: { self: pathOfSync(workflowId), ui: syncs.linkTo(workflowId) },
  };
}
