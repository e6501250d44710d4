import type { SyncClient } from '../../../client';
import type { RunKey } from '../../../domain/run';
import type { LiveEvent } from '../../../store';
import { readFreshness } from '../../freshness';
import type { Reads } from '../../reads';
import { readSync } from '../syncs/read';
import type { Message } from './messages';

/** The counts of offers read the whole mirror, so the state is read at most this often, in milliseconds. */
const MIN_INTERVAL_MS = 5_000;

/** The state is read at least this often, in milliseconds: changes of offers alone do not cause a read. */
const MAX_INTERVAL_MS = 60_000;

/** Runs of which the progress is read. */
const MAX_RUNS = 10;

/** What has no position, because only the latest is of interest: the state of the mirror, and the progress of the runs. */
export interface Snapshots {
  /** The latest, for a new client. */
  latest(): Message[];
  /** Takes note of events, which can make a new read due. */
  observe(events: readonly LiveEvent[]): void;
  /** Takes note that the database does not answer, and returns what has changed. */
  databaseAway(): Message[];
  /** Reads what is due, and returns what has changed. Never throws. */
  refresh(): Promise<Message[]>;
}

type State = Omit<(Message & { event: 'mirror' })['data'], 'now'>;

const keyOf = ({ workflowId, runId }: RunKey) => JSON.stringify([workflowId, runId]);

/** Creates the snapshots of a process. */
export function createSnapshots(reads: Reads, syncs: SyncClient): Snapshots {
  let state: State | undefined;
  let readAtMs = -Infinity;
  let isDue = true;
  /** Undefined: the running runs have not been listed yet. */
  let running: Map<string, { run: RunKey; progress: Message | undefined }> | undefined;

  const changeState = (next: State): Message[] => {
    if (JSON.stringify(next) === JSON.stringify(state)) return [];
    state = next;
    return [toMirrorMessage(next)];
  };

  const refreshState = async (): Promise<Message[]> => {
    const age = performance.now() - readAtMs;
    if (age < MIN_INTERVAL_MS || (!isDue && age < MAX_INTERVAL_MS)) return [];
    isDue = false;
    readAtMs = performance.now();
    return changeState(await readState(reads, syncs));
  };

  const refreshRuns = async (): Promise<Message[]> => {
    if (running === undefined) {
      const { runs } = await reads.listRuns({ status: 'running', limit: MAX_RUNS });
      running ??= new Map(runs.map((run) => [keyOf(run), { run, progress: undefined }]));
    }
    const changed = await Promise.all(
      [...running].slice(0, MAX_RUNS).map(async ([key, { run, progress }]): Promise<Message[]> => {
        const sync = await readSync(reads, syncs, run.workflowId, run.runId);
        // It can have ended since.
        if (sync === undefined || running?.has(key) !== true) return [];
        const { workflowId, runId, kind, status } = sync;
        const edge = status === 'running' ? 'progress' : 'ended';
        const message = {
          event: 'run' as const,
          data: { edge, workflowId, runId, kind, status, progress: sync.progress } as const,
        };
        if (edge === 'ended') running.delete(key);
        else running.set(key, { run, progress: message });
        // Without an answer, the latest progress stays.
        if (edge === 'progress' && sync.progress === null) return [];
        return JSON.stringify(message) === JSON.stringify(progress) ? [] : [message];
      }),
    );
    return changed.flat();
  };

  return {
    latest() {
      const runs = [...(running?.values() ?? [])].flatMap(({ progress }) => progress ?? []);
      return state === undefined ? runs : [toMirrorMessage(state), ...runs];
    },
    observe(events) {
      for (const { type, data } of events) {
        if (type === 'run' && data.edge === 'started')
          running?.set(keyOf(data), { run: data, progress: undefined });
        if (type === 'run' && data.edge === 'ended') running?.delete(keyOf(data));
        isDue ||= type === 'episode' || (type === 'run' && data.edge === 'ended');
      }
    },
    databaseAway() {
      isDue = true;
      running = undefined;
      readAtMs = -Infinity;
      return changeState(AWAY);
    },
    async refresh() {
      const results = await Promise.allSettled([refreshState(), refreshRuns()]);
      if (results[0].status === 'rejected') isDue = true;
      return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
    },
  };
}

const AWAY: State = { database: 'away', freshness: null, lastRuns: null, offers: null, openEpisodes: null };

function toMirrorMessage(state: State): Message {
  return { event: 'mirror', data: { now: new Date().toISOString(), ...state } };
}

async function readState(reads: Reads, syncs: SyncClient): Promise<State> {
  const [{ lastHigh, lastFull, overdue }, { high, full }, { byStatus, onList }, episodes] = await Promise.all(
    [
      readFreshness(reads, syncs),
      reads.readLastFinished(),
      reads.readOfferCounts(),
      reads.readEpisodeCounts(),
    ],
  );
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    database: 'up',
    freshness: {
      lastHighAt: lastHigh?.finishedAt ?? null,
      lastFullAt: lastFull?.finishedAt ?? null,
      overdue,
    },
    lastRuns: { high: toLastRun(high), full: toLastRun(full) },
    offers: {
      total: sum(byStatus.map(({ offers }) => offers)),
      active: sum(byStatus.filter(({ status }) => status === 'Active').map(({ offers }) => offers)),
      listed: onList,
    },
    openEpisodes: sum(episodes.map(({ open }) => open)),
  };
}

type LastFinished = Awaited<ReturnType<Reads['readLastFinished']>>['high'];

function toLastRun(run: LastFinished) {
  return run === null ? null : { status: run.status, finishedAt: run.finishedAt };
}
