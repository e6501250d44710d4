import type { SyncClient } from '../../../client';

/** The links of a run: its path in the API, and its page in the Temporal Web UI (null: no UI is configured). */
export function linksTo(workflowId: string, syncs: SyncClient) {
  // Workflow ids may contain slashes.
  return { self: `/api/syncs/${encodeURIComponent(workflowId)}`, ui: syncs.linkTo(workflowId) };
}
