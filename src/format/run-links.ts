import type { RunKey } from '../domain/run';

/** Knows the page of a run in the Temporal Web UI; null: no UI is configured. */
export interface WebUi {
  linkTo(run: RunKey): string | null;
}

/** The links of a run, also when a later run has the same workflow id: its path in the API, and its page in the Web UI. */
export function linksTo({ workflowId, runId }: RunKey, webUi: WebUi) {
  // Workflow ids may contain slashes.
  const self = `/api/syncs/${encodeURIComponent(workflowId)}?runId=${encodeURIComponent(runId)}`;
  return { self, ui: webUi.linkTo({ workflowId, runId }) };
}

/** A schedule as the API and the command line show it: with the links of its last runs. */
export function linkLastRuns<Run extends RunKey, Facts>(schedule: Facts & { lastRuns: Run[] }, webUi: WebUi) {
  return { ...schedule, lastRuns: schedule.lastRuns.map((run) => ({ ...run, links: linksTo(run, webUi) })) };
}
