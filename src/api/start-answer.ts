import type { StartedSync, SyncClient } from '../client';
import { OtherRunGoingError } from './problems';
import type { StartedSyncAnswer } from './schemas';

/** Where a run is followed. Workflow ids may contain slashes, so they go encoded. */
export function pathOfSync(workflowId: string): string {
  return `/api/syncs/${encodeURIComponent(workflowId)}`;
}

/** @throws {OtherRunGoingError} where the run could be neither started nor joined. */
export function toStartAnswer(started: StartedSync, syncs: SyncClient): StartedSyncAnswer {
  const { outcome, workflowId, runId } = started;
  if (outcome === 'refused') throw new OtherRunGoingError(workflowId);
  return {
    workflowId,
    runId,
    joined: outcome === 'joined',
    links: { self: pathOfSync(workflowId), ui: syncs.linkTo(workflowId) },
  };
}
