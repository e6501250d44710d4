import { fillMirror } from '../../harness/mirror/fill';
import { type ApiProcess, startApiProcess } from '../../harness/processes/api';
import { applyMigrations } from '../../src/store';
import { type RequestGroup, runLoadGenerator } from '../load/generator';
import { loadMeasurements } from '../load/measurements';
import { type Measurement, median, single } from '../measurements';
import { readTreeCpuSeconds } from '../process-stats';
import type { Servers } from '../stack';
import { withCleanup } from '../with-cleanup';
import { describeOfferRequests } from './offer-requests';

/** A mirror of some size, and the upper bound of the 99th percentile of its pages. */
export interface ReadTrial {
  offers: number;
  p99Ms: number;
}

/** The sizes of the performance promise. */
export const READ_TRIALS: ReadTrial[] = [
  { offers: 12_000, p99Ms: 20 },
  { offers: 1_000_000, p99Ms: 100 },
];

const PER_SECOND = 100;
const SECONDS = 60;
const WARM_UP_SECONDS = 15;

/** The latency of a response without work: the share of the machine and of the generator. */
const LIVENESS = { name: 'liveness, for comparison', paths: ['/api/health'], weight: 1 };

/** Measure `GET /api/offers` with every filter and sort over HTTP. */
export async function measureReads(
  { postgres, temporal }: Servers,
  { offers, p99Ms }: ReadTrial,
  log: (line: string) => void,
): Promise<Measurement[]> {
  return withCleanup(async (cleanup) => {
    log(`filling a mirror with ${offers} offers`);
    const databaseUrl = await postgres.createDatabase(`reads_${offers}`);
    await applyMigrations(databaseUrl);
    await fillMirror(databaseUrl, offers, { withRhythms: true });

    const api = await startApiProcess({ DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporal.address });
    cleanup.defer('API', () => api.stop());
    const requests = await describeOfferRequests(databaseUrl);
    log('each page of it twice, one request after the other');
    const inSequence = await measureInSequence(
      `${offers} offers, one request after the other`,
      api,
      requests,
    );
    const groups = [...requests, LIVENESS];
    log(`${PER_SECOND} pages of it per second, for ${SECONDS} s`);
    const result = await runLoadGenerator({
      url: api.url,
      perSecond: PER_SECOND,
      seconds: SECONDS,
      warmUpSeconds: WARM_UP_SECONDS,
      groups,
    });
    return [...inSequence, ...loadMeasurements(`${offers} offers`, result, { p99Ms })];
  });
}

/**
 * The latency of each page without others beside it, and the processor time of the API. The first time warms up and does not
 * count.
 */
async function measureInSequence(
  name: string,
  api: ApiProcess,
  groups: RequestGroup[],
): Promise<Measurement[]> {
  const paths = groups.flatMap((group) => group.paths);
  const readEach = async (): Promise<number[]> => {
    const latencies: number[] = [];
    for (const path of paths) {
      const startedMs = performance.now();
      const response = await fetch(api.url + path);
      await response.text();
      if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
      latencies.push(performance.now() - startedMs);
    }
    return latencies;
  };
  await readEach();
  const cpuBefore = readTreeCpuSeconds(api.pid);
  const measured = await readEach();
  const cpuMs = (1_000 * (readTreeCpuSeconds(api.pid) - cpuBefore)) / paths.length;
  const mean = measured.reduce((sum, ms) => sum + ms, 0) / measured.length;
  return [
    single(`${name}, mean`, 'ms', mean),
    single(`${name}, median`, 'ms', median(measured)),
    single(`${name}, slowest`, 'ms', Math.max(...measured)),
    single(`${name}, processor time of the API, mean`, 'ms', cpuMs),
  ];
}
