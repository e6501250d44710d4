import { poll } from '../../harness/poll';
import { applySchedules, SCHEDULE_IDS } from '../../src/client';
import { describeDashboardRequests } from '../load/dashboard-requests';
import { runLoadGenerator } from '../load/generator';
import { loadMeasurements } from '../load/measurements';
import { type Measurement, mustBeZero, single } from '../measurements';
import { sampleProcesses } from '../process-stats';
import { timeSync } from '../time-sync';
import { withCleanup } from '../with-cleanup';
import { churnCatalogue } from './churn';
import { type FaultCounts, injectFaults } from './faults';
import { growthMeasurements } from './growth';
import { openSoakStack, type SoakStack } from './stack';
import { checkAudits, compareMirror } from './verdict';

const INTERVALS = { highEveryMs: 5_000, fullEveryMs: 60_000 };
const REQUESTS_PER_SECOND = 20;
const SAMPLE_EVERY_MS = 10_000;
const MINUTE_MS = 60_000;

/** Longer than a run that meets the last fault takes. */
const ENDED_WITHIN_MS = 10 * MINUTE_MS;

/** The response while the database restarts. */
const ALLOWED_STATUSES = ['503'];

/**
 * Run the service for some minutes under all kinds of faults at once, with a HIGH every 5 seconds, a FULL every minute, a
 * changing catalogue, and readers. Then stop all faults, run one more FULL, and compare the mirror with the network, the
 * audits with the runs, and the resources of the processes with those before.
 */
export async function measureSoak(minutes: number, log: (line: string) => void): Promise<Measurement[]> {
  return withCleanup(async (cleanup) => {
    log('the whole service, and a first FULL');
    const stack = await openSoakStack(cleanup);
    await timeSync(stack, 'full');
    await applySchedules(stack, INTERVALS);
    const groups = await describeDashboardRequests(stack.store);

    log(`${minutes} minutes of faults`);
    const faults = injectFaults(stack);
    cleanup.defer('faults', () => faults.stop());
    const churn = churnCatalogue(stack.sandbox);
    cleanup.defer('churn', () => churn.stop());
    const { worker, api } = stack;
    const sampler = sampleProcesses({ API: api, worker }, SAMPLE_EVERY_MS);
    cleanup.defer('sampler', () => sampler.stop());
    const progress = logEveryMinute(minutes, faults.counts, log);
    cleanup.defer('progress', () => progress.stop());
    const load = runLoadGenerator({
      url: api.url,
      perSecond: REQUESTS_PER_SECOND,
      seconds: minutes * 60,
      groups,
    });
    // A fault that cannot be injected ends the soak at once.
    await Promise.race([load, faults.ended]);
    const loadResult = await load;
    progress.stop();
    const samples = sampler.stop();
    churn.stop();
    await faults.stop();

    log('no more faults: the last runs end, and one more FULL');
    await endSchedules(stack);
    await timeSync(stack, 'full', { status: 'any' });
    return [
      single('faults of the network', 'times', faults.counts.network),
      single('restarts of the database', 'times', faults.counts.database),
      single('workers killed', 'times', faults.counts.worker),
      ...loadMeasurements('API', loadResult, { allowedStatuses: ALLOWED_STATUSES }),
      ...growthMeasurements(samples),
      mustBeZero(
        'processes that ended unexpectedly',
        'times',
        [worker, api].filter((program) => program.hasEnded()).length,
      ),
      ...(await compareMirror(stack)),
      ...(await checkAudits(stack)),
    ];
  });
}

function logEveryMinute(
  minutes: number,
  counts: FaultCounts,
  log: (line: string) => void,
): { stop: () => void } {
  let minute = 0;
  const timer = setInterval(() => {
    minute += 1;
    log(
      `  minute ${minute} of ${minutes}: ${counts.network} faults of the network, ${counts.database} of the database, ${counts.worker} workers killed`,
    );
  }, MINUTE_MS);
  return { stop: () => clearInterval(timer) };
}

/** Pause both schedules, and wait until all runs have ended. */
async function endSchedules({ syncs }: SoakStack): Promise<void> {
  for (const id of Object.values(SCHEDULE_IDS)) await syncs.pauseSchedule(id, 'the soak is over');
  const hasEnded = async () => (await syncs.listRunning()).length === 0;
  await poll('all runs have ended', hasEnded, ENDED_WITHIN_MS);
}
