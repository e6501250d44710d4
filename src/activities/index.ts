import type { Store } from '../store';
import type { Upstream } from '../upstream';
import { createBeginRun, type Pace } from './begin-run';
import { createCopyOffers } from './copy-offers';
import { createCopyPage } from './copy-page';
import { createFinishRun } from './finish-run';
import { createForgetOldRuns } from './forget-old-runs';
import { createListConverting, createListUnseen } from './list-offers';
import { createMarkGone } from './mark-gone';
import { createMeasureCatalogue } from './measure-catalogue';
import { createPlanRecheck } from './plan-recheck';
import { createRefreshList } from './refresh-list';
import type { Turns } from './request';

export { createLanes } from './lanes';
export type { AttemptNotes } from './retry/as-failure';
export type { BegunRun, Pace } from './begin-run';
export type { RunAudit } from './finish-run';
export type { RecheckRequest } from './plan-recheck';
export type { ListChange } from './refresh-list';

export interface ActivityDependencies {
  upstream: Upstream;
  store: Store;
  pace: Pace;
  turns: Turns;
  /** Share of the known Active offers that may vanish in one run, 0 to 1. */
  sweepMaxShare: number;
  keepRunsForSeconds: number;
}

/** All activities, bound to what they need. Each is safe to repeat, and says why. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    beginRun: createBeginRun(dependencies),
    finishRun: createFinishRun(dependencies),
    measureCatalogue: createMeasureCatalogue(dependencies),
    copyPage: createCopyPage(dependencies),
    copyOffers: createCopyOffers(dependencies),
    planRecheck: createPlanRecheck(dependencies),
    listConverting: createListConverting(dependencies),
    listUnseen: createListUnseen(dependencies),
    markGone: createMarkGone(dependencies),
    refreshList: createRefreshList(dependencies),
    forgetOldRuns: createForgetOldRuns(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
