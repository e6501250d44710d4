import { createBeginRun, type RequestLimits } from './begin-run';
import { createCopyOffers } from './copy-offers';
import { createCopyPage } from './copy-page';
import { createFinishRun } from './finish-run';
import { forOwnMirror } from './for-own-mirror';
import { createMeasureCatalogue } from './measure-catalogue';
import { createMirrorActivities, type MirrorDependencies } from './mirror';
import { createPlanRecheck } from './plan-recheck';
import type { RequestDependencies } from './request';

export type { RequestLimits, StartedRun } from './begin-run';
export type { FinishedRun, RunEnd } from './finish-run';
export type { OffersToRequest } from './mirror';
export type { AttemptState } from './retry/policy';

/** The dependencies of all activities. */
export interface ActivityDependencies extends RequestDependencies, MirrorDependencies {
  limits: RequestLimits;
}

/** All activities, bound to their dependencies. Each is idempotent, and refuses the runs of another mirror. */
export function createActivities(deps: ActivityDependencies) {
  return forOwnMirror(deps.store, {
    beginRun: createBeginRun(deps),
    finishRun: createFinishRun(deps),
    measureCatalogue: createMeasureCatalogue(deps),
    copyPage: createCopyPage(deps),
    copyOffers: createCopyOffers(deps),
    planRecheck: createPlanRecheck(deps),
    ...createMirrorActivities(deps),
  });
}

export type Activities = ReturnType<typeof createActivities>;
