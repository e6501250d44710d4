import type { DispatchDependencies } from './alerts/dispatch';
import { type BeginRunDependencies, createBeginRun } from './begin-run';
import { createCopyOffers } from './copy-offers';
import { createCopyPage } from './copy-page';
import { createFinishRun } from './finish-run';
import { forOwnMirror } from './for-own-mirror';
import { createMeasureCatalogue } from './measure-catalogue';
import { createMirrorActivities, type MirrorDependencies } from './mirror';
import { createPlanRecheck } from './plan-recheck';
import type { RequestDependencies } from './request';
import { createOutageClock } from './retry/outage';

export { type AlertActivities, type ChannelTest, createAlertActivities } from './alerts';
export type { MessageToDeliver } from './alerts/deliver';
export type { RequestLimits, StartedRun } from './begin-run';
export type { FinishedRun, RunEnd } from './finish-run';
export type { OffersToRequest } from './mirror';
export type { FailureDetails } from './retry/as-failure';

/** The dependencies of all activities. */
export interface ActivityDependencies
  extends
    Omit<RequestDependencies, 'outageClock'>,
    MirrorDependencies,
    BeginRunDependencies,
    DispatchDependencies {}

/** All activities, bound to their dependencies. Each is idempotent, and refuses the runs of another mirror. */
export function createActivities(deps: ActivityDependencies) {
  const requests = { ...deps, outageClock: createOutageClock() };
  return forOwnMirror(deps.store, {
    beginRun: createBeginRun(deps),
    finishRun: createFinishRun(deps),
    measureCatalogue: createMeasureCatalogue(requests),
    copyPage: createCopyPage(requests),
    copyOffers: createCopyOffers(requests),
    planRecheck: createPlanRecheck(deps),
    ...createMirrorActivities(deps),
  });
}

export type Activities = ReturnType<typeof createActivities>;
