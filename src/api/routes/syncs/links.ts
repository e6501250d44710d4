import type { SyncClient } from '../../../client';
import type { RunKey } from '../../../domain/run';

/**
 * The links of a run, also when a later run has the same workflow id: its path in the API, and its page in the Temporal
 * Web UI (null: no UI is configured).
 */
export function linksTo({ workflowId, runId }: RunKey, syncs: SyncClient) {
  // Workflow ids may contain slashes.
  const self = `/api/syncs/${encodeURIComponent(workflowId)}?runId=${encodeURIComponent(runId)}`;
  return { self, ui: syncs.linkTo({ workflowId, runId }) };
}
