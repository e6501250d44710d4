import { Context } from '@temporalio/activity';
import type { Instant } from '../domain/offer';
import type { MirrorRun } from '../domain/run';
import type { AlertRules, ListRefresh, MarkedMissing, RequestCursor, Store } from '../store';
import { className } from './retry/as-failure';
import { attempt } from './retry/attempt';

/** 2,500 ids of up to 20 characters stay below the 64 KiB that a payload may have. */
const MAX_IDS = 2_500;

/** One slice of ids, by keyset. */
export interface OfferIds {
  offerIds: string[];
  /** The key of the next slice; null at the end. */
  after: string | null;
}

/** One slice of the offers that HIGH requests. */
export interface OffersToRequest {
  /** On the ConversionList. */
  listedIds: string[];
  /** Not on it: they left it within the last 24 hours, or are on the watch list. The name is part of recorded histories. */
  leftIds: string[];
  /** Where the next slice begins; null at the end. */
  after: RequestCursor | null;
}

/** One slice of absent offers. */
interface AbsentOffers extends OfferIds {
  /** A few offers that the scan has met, to be requested along with each batch. */
  companionIds: string[];
}

export interface MirrorDependencies {
  store: Store;
  /** Share of the known Active offers that may become Unknown in one run, 0 to 1. */
  sweepMaxShare: number;
  keepRunsForSeconds: number;
  keepChangesForSeconds: number;
  keepConversionsForSeconds: number;
  alertRules: AlertRules;
}

/** Attempts after which a run continues without having judged its offers. */
const MAX_JUDGE_ATTEMPTS = 3;

/** The activities that each call one operation of the store. See the store for what each does; all are idempotent. */
export function createMirrorActivities({ store, sweepMaxShare, alertRules, ...keep }: MirrorDependencies) {
  /**
   * Delete what is older than it is kept, and prepare the history of the coming week. Returns what was left undone, as a note
   * for the audit.
   */
  const pruneRuns: (input: { run: MirrorRun }) => Promise<string | undefined> = () =>
    attempt(async () => {
      await store.pruneRuns({ olderThanSeconds: keep.keepRunsForSeconds });
      await store.pruneMessages({ olderThanSeconds: keep.keepRunsForSeconds });
      await store.pruneConversions({ olderThanSeconds: keep.keepConversionsForSeconds });
      await store.pruneEpisodes({ olderThanSeconds: keep.keepChangesForSeconds });
      await store.pruneLiveEvents();
      return store.maintainHistory({ keepSeconds: keep.keepChangesForSeconds });
    });
  return {
    /**
     * Read one slice of the ids that HIGH requests: those on the ConversionList, then those that left it within a day or
     * are on the watch list.
     */
    listToRequest({ after }: { run: MirrorRun; after: RequestCursor | null }): Promise<OffersToRequest> {
      return attempt(async () => {
        const slice = await store.listToRequest({ after, limit: MAX_IDS });
        const idsOf = (hasLeft: boolean) =>
          slice.filter((offer) => offer.hasLeft === hasLeft).map(({ offerId }) => offerId);
        return {
          listedIds: idsOf(false),
          leftIds: idsOf(true),
          after: slice.length === MAX_IDS ? (slice.at(-1) ?? null) : null,
        };
      });
    },
    /** Read the ids that the mirror holds as Active and that have not been observed since `since`, slice by slice. */
    listUnseen({
      since,
      after,
    }: {
      run: MirrorRun;
      since: Instant;
      after: string | null;
    }): Promise<OfferIds> {
      return attempt(async () => toSlice(await store.listUnseenActive({ since, after, limit: MAX_IDS })));
    },
    /** Read one slice of the ids that were absent when the run's sweep first requested them. */
    listAbsent({ run, after }: { run: MirrorRun; after: string | null }): Promise<AbsentOffers> {
      return attempt(async () => {
        const { offerIds, companionIds } = await store.listAbsent({ run, after, limit: MAX_IDS });
        return { ...toSlice(offerIds), companionIds };
      });
    },
    markMissing(input: { run: MirrorRun; allowMassRemoval: boolean }): Promise<MarkedMissing> {
      return attempt(() => store.markMissing({ ...input, maxShare: sweepMaxShare }));
    },
    /** Update the ConversionList, and judge what the run has shown: rhythms, episodes and their messages. */
    refreshList({ run }: { run: MirrorRun }): Promise<ListRefresh> {
      return attempt(async () => {
        // Neither depends on the other. Both have ended when the attempt ends.
        const judged = judgeOffers(store, { run, rules: alertRules });
        const [refreshed] = await Promise.allSettled([store.refreshConversionList(run), judged]);
        await judged;
        if (refreshed.status === 'rejected') throw refreshed.reason;
        return refreshed.value;
      });
    },
    pruneRuns,
  };
}

/** Alerts must not stop the mirror: after some attempts, the rest is left to the next run, which makes up for it. */
async function judgeOffers(store: Store, input: Parameters<Store['judgeOffers']>[0]): Promise<void> {
  const { info, log } = Context.current();
  try {
    await store.judgeOffers(input);
  } catch (error) {
    if (info.attempt < MAX_JUDGE_ATTEMPTS) throw error;
    log.error('the offers could not be judged; the next run makes up for it', {
      errorClass: className(error),
    });
  }
}

function toSlice(offerIds: string[]): OfferIds {
  return { offerIds, after: offerIds.length === MAX_IDS ? (offerIds.at(-1) ?? null) : null };
}
