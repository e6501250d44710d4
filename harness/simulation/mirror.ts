import type { RunKey, SyncKind } from '../../src/domain/run';
import { summarizeIdRange } from '../../src/domain/scan/id-range';
import type { Catalogue } from '../../src/sandbox';
import type { NetworkRow } from '../../src/sandbox/catalogue/to-wire-row';
import type { AlertRules, AnswerToSave, Store } from '../../src/store';
import { parseRow } from '../../src/upstream/parse/row';
import type { DatabaseClock } from './database-clock';

/** How a test disturbs a run. Default: not at all. */
export interface Disturbance {
  /** Called instead of saving an answer. False: the answer is lost. */
  save: (answer: AnswerToSave) => Promise<boolean>;
  /** Called instead of judging what the run has changed. */
  judge: (judge: () => Promise<unknown>) => Promise<unknown>;
  /** False: the run writes no audit. */
  isFinished: () => boolean;
}

export interface SimulatedMirrorDependencies {
  store: Store;
  clock: DatabaseClock;
  catalogue: Catalogue;
  rules: AlertRules;
  disturbance?: Disturbance | undefined;
}

export const TICK_MS = 120_000;

const OFFERS_PER_BATCH = 50;
const OFFERS_PER_PAGE = 100;
const MAX_IDS = 2_500;

/** The rest of an answer that does not matter here. */
const PLAIN = { attempt: 1, rejected: [] };

/**
 * The syncs without Temporal and HTTP: the same calls of the store in the same order, with the rows of a catalogue of the
 * sandbox, at the time of the database's clock. A day takes seconds.
 */
export function createSimulatedMirror({
  store,
  clock,
  catalogue,
  rules,
  disturbance,
}: SimulatedMirrorDependencies) {
  async function begin(kind: SyncKind): Promise<RunKey> {
    const run = { workflowId: `${kind}-sync-${new Date(clock.now()).toISOString()}`, runId: '1' };
    await store.beginRun({ run, kind, trigger: 'schedule', params: {}, deadlineSeconds: 3_600 });
    return run;
  }

  async function save(answer: AnswerToSave): Promise<boolean> {
    if (disturbance !== undefined) return disturbance.save(answer);
    await store.saveAnswer(answer);
    return true;
  }

  async function end(run: RunKey, reasons: string[] = []): Promise<void> {
    await store.refreshConversionList(run);
    const judge = () => store.judgeOffers({ run, rules });
    await (disturbance === undefined ? judge() : disturbance.judge(judge));
    if (disturbance !== undefined && !disturbance.isFinished()) return;
    const status = reasons.length > 0 ? 'incomplete' : 'completed';
    await store.finishRun({ run, status, reasons, error: null }, rules);
  }

  const answerOf = (run: RunKey, requestKey: string, rows: readonly NetworkRow[]) => {
    const offers = rows.map((row) => parseRow(row, () => false).offer!);
    return {
      ...PLAIN,
      run,
      requestKey,
      observedAt: new Date(clock.now()).toISOString(),
      received: rows.length,
      metIds: offers.map(({ offerId }) => offerId),
      offers,
    };
  };

  /** An answer to a request by ids. */
  const byId = (run: RunKey, requestKey: string, purpose: 'batch' | 'sweep', ids: readonly string[]) => {
    const answer = answerOf(
      run,
      requestKey,
      ids.flatMap((id) => catalogue.offerAt(id, clock.now()) ?? []),
    );
    return { ...answer, purpose, absentIds: ids.filter((id) => !answer.metIds.includes(id)) };
  };

  return {
    /** Request the offers that HIGH requests. */
    async high(): Promise<void> {
      const run = await begin('high');
      const slice = await store.listToRequest({ after: null, limit: MAX_IDS });
      const reasons: string[] = [];
      for (const [index, ids] of splitEvery(OFFERS_PER_BATCH, slice).entries()) {
        const answer = byId(
          run,
          `batch/${index}`,
          'batch',
          ids.map(({ offerId }) => offerId),
        );
        if (!(await save(answer))) reasons.push(`batch ${index} failed`);
      }
      await end(run, reasons);
    },
    /** Read the catalogue, and mark what is missing. */
    async full(): Promise<void> {
      const run = await begin('full');
      const pageSize = OFFERS_PER_PAGE;
      const list = { order: 'ID', status: 'Active' } as const;
      for (let page = 1, totalPages = 1; page <= totalPages; page += 1) {
        const { total, rows } = catalogue.listAt(clock.now(), list, (page - 1) * pageSize, pageSize);
        totalPages = Math.ceil(total / pageSize);
        const answer = answerOf(run, `page/${page}`, rows);
        const counts = { page, pageSize, total, totalPages };
        await save({
          ...answer,
          ...counts,
          purpose: 'page',
          absentIds: [],
          ...summarizeIdRange(answer.metIds),
        });
      }
      const since = (await store.readRun(run.workflowId, run.runId))!.startedAt;
      const unseen = await store.listUnseenActive({ since, after: null, limit: MAX_IDS });
      // Absence counts only if two requests show it.
      for (const round of [1, 2]) {
        for (const [index, ids] of splitEvery(OFFERS_PER_BATCH, unseen).entries())
          await save(byId(run, `sweep/${round}/${index}`, 'sweep', ids));
      }
      await store.markMissing({ run, maxShare: 0.5, allowMassRemoval: false });
      await end(run);
    },
    /** A HIGH that no request of succeeds. */
    async failingHigh(): Promise<void> {
      const run = await begin('high');
      const error = 'the network does not answer';
      await store.finishRun({ run, status: 'failed', reasons: [], error }, rules);
    },
  };
}

function splitEvery<Item>(size: number, items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
