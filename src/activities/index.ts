import type { Store } from '../store';
import type { Upstream } from '../upstream';
import { createBeginRun, type RequestLimits } from './begin-run';
import { createCopyOffers } from './copy-offers';
import { createCopyPage } from './copy-page';
import { createFinishRun } from './finish-run';
import { createListConverting, createListUnseen } from './list-offers';
import { createMarkMissing } from './mark-missing';
import { createMeasureCatalogue } from './measure-catalogue';
import { createPlanRecheck } from './plan-recheck';
import { createPruneRuns } from './prune-runs';
import { createRefreshList } from './refresh-list';
import type { RequestPacing } from './request';

export type { RequestLimits, StartedRun } from './begin-run';
export type { RunEnd } from './finish-run';
export type { AttemptState } from './retry/policy';

export interface ActivityDependencies {
  upstream: Upstream;
  store: Store;
  limits: RequestLimits;
  pacing: RequestPacing;
  /** Share of the known Active offers that may become Unknown in one run, 0 to 1. */
  sweepMaxShare: number;
  keepRunsForSeconds: number;
}

/** All activities, bound to their dependencies. Each is idempotent. */
export function createActivities(deps: ActivityDependencies) {
  return {
    beginRun: createBeginRun(deps),
    finishRun: createFinishRun(deps),
    measureCatalogue: createMeasureCatalogue(deps),
    copyPage: createCopyPage(deps),
    copyOffers: createCopyOffers(deps),
    planRecheck: createPlanRecheck(deps),
    listConverting: createListConverting(deps),
    listUnseen: createListUnseen(deps),
    markMissing: createMarkMissing(deps),
    refreshList: createRefreshList(deps),
    pruneRuns: createPruneRuns(deps),
  };
}

export type Activities = ReturnType<typeof createActivities>;
