import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { startScript } from '../../harness/processes/program';
import { createRandom } from '../../harness/random';

/** Requests that are measured together. */
export interface RequestGroup {
  name: string;
  /** Each request has a random one of these paths. */
  paths: string[];
  /** The group's share of all requests, relative to the other weights. */
  weight: number;
  /** Send the ETag of the last response to the same path, as a caller with a cache does. */
  withEtags?: boolean;
}

export interface LoadPlan {
  /** Where the API is: `http://127.0.0.1:3000`. */
  url: string;
  perSecond: number;
  seconds: number;
  /** Before the measured seconds. Default: 0. */
  warmUpSeconds?: number;
  groups: RequestGroup[];
}

export interface GroupResult {
  name: string;
  /** Milliseconds from the scheduled time of each request to the end of its response. */
  latencies: number[];
  /** Number of responses by status; of failed requests, by the name of the error. */
  byStatus: Record<string, number>;
}

export interface LoadResult {
  groups: GroupResult[];
  /** Milliseconds from the scheduled time of each request to its sending: the delay of the generator itself. */
  sendDelays: number[];
}

/** Enough that slow responses do not delay other requests. */
const CONNECTIONS = 256;

const RESPONSE_WITHIN_MS = 30_000;

/** Longer than any plan with its slowest responses takes in addition to its seconds. */
const GENERATOR_GRACE_MS = 120_000;

/** Generate load in a process of its own, so that it shares no event loop with the API or with the measurement. */
export async function runLoadGenerator(plan: LoadPlan): Promise<LoadResult> {
  const generator = startScript(['bench/load/generator-process.ts', JSON.stringify(plan)], {});
  const seconds = plan.seconds + (plan.warmUpSeconds ?? 0);
  const [, result = ''] = await generator.waitFor(/^(\{.*)\n/m, seconds * 1_000 + GENERATOR_GRACE_MS);
  await generator.ended();
  return JSON.parse(result) as LoadResult;
}

/**
 * Send requests at a constant rate, however long the responses take (an open-loop generator). Each request has a scheduled
 * time, which its latency is counted from. So a server that stalls delays all requests scheduled meanwhile, and they count:
 * no coordinated omission.
 */
export async function generateLoad(plan: LoadPlan): Promise<LoadResult> {
  const { url, perSecond, seconds, warmUpSeconds = 0, groups } = plan;
  const pool = new Pool(url, {
    connections: CONNECTIONS,
    headersTimeout: RESPONSE_WITHIN_MS,
    bodyTimeout: RESPONSE_WITHIN_MS,
  });
  const pick = createPicker(groups);
  const etags = new Map<string, string>();
  const result: LoadResult = {
    groups: groups.map(({ name }) => ({ name, latencies: [], byStatus: {} })),
    sendDelays: [],
  };

  const send = async (dueMs: number, isMeasured: boolean): Promise<void> => {
    const { index, path } = pick();
    const etag = groups[index]!.withEtags ? etags.get(path) : undefined;
    const delayMs = performance.now() - dueMs;
    const status = await request(pool, path, etag, (newEtag) => etags.set(path, newEtag));
    if (!isMeasured) return;
    const { latencies, byStatus } = result.groups[index]!;
    latencies.push(performance.now() - dueMs);
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    result.sendDelays.push(delayMs);
  };

  const intervalMs = 1_000 / perSecond;
  const warmUps = warmUpSeconds * perSecond;
  const total = warmUps + seconds * perSecond;
  const startMs = performance.now();
  const open = new Set<Promise<void>>();
  for (let sent = 0; sent < total;) {
    for (; sent < total && startMs + sent * intervalMs <= performance.now(); sent += 1) {
      const one = send(startMs + sent * intervalMs, sent >= warmUps).finally(() => open.delete(one));
      open.add(one);
    }
    await sleep(1);
  }
  await Promise.all(open);
  await pool.close();
  return result;
}

/** Returns the status, or the name of the error. */
async function request(
  pool: Pool,
  path: string,
  etag: string | undefined,
  onEtag: (etag: string) => void,
): Promise<string> {
  try {
    const { statusCode, headers, body } = await pool.request({
      path,
      method: 'GET',
      headers: etag === undefined ? {} : { 'if-none-match': etag },
    });
    await body.arrayBuffer();
    if (typeof headers.etag === 'string') onEtag(headers.etag);
    return String(statusCode);
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
}

/** Picks groups by their weights, in the same order in every run. */
function createPicker(groups: RequestGroup[]): () => { index: number; path: string } {
  const random = createRandom(1);
  const totalWeight = groups.reduce((sum, { weight }) => sum + weight, 0);
  return () => {
    let left = random() * totalWeight;
    const index = groups.findIndex(({ weight }) => (left -= weight) < 0);
    const { paths } = groups[index]!;
    return { index, path: paths[Math.floor(random() * paths.length)]! };
  };
}
