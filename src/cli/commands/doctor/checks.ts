import { isGrpcServiceError } from '@temporalio/client';
import { SANDBOX_TOKEN } from '../../../local';
import { isDatabaseUnavailable, listPendingMigrations } from '../../../store';
import {
  UpstreamBusyError,
  UpstreamTokenRefusedError,
  UpstreamUnreachableError,
  createUpstream,
} from '../../../upstream';
import type { Service } from '../../service/open';

/** What a check found. */
export interface Finding {
  /** `away`: it cannot be reached; `wrong`: it is there, and something has to be changed. */
  state: 'fine' | 'away' | 'wrong';
  /** What was found. */
  found: string;
  /** What to do about it; null: nothing. */
  advice: string | null;
}

/** A server that has not answered by then is away, in milliseconds. */
const PATIENCE_MS = 5_000;

/** gRPC's status codes. */
const GRPC = { notFound: 5, permissionDenied: 7, unauthenticated: 16 };

/** Does the database answer, does it have today's schema, and which network does it mirror? */
export async function checkDatabase({ config, store }: Service): Promise<Finding> {
  const place = placeOf(config.databaseUrl);
  try {
    const pending = await inTime(listPendingMigrations(config.databaseUrl));
    if (pending === 'late') return away(place, 'Is PostgreSQL running there? Check DATABASE_URL.');
    if (pending.length > 0) {
      return wrong(`${place} lacks ${pending.join(', ')}`, 'Run `mobipium-sync migrate`.');
    }
    const origin = await store.readSource();
    const wanted = networkOf(config);
    if (origin !== null && wanted !== undefined && origin !== wanted) {
      return wrong(
        `${place} mirrors ${origin}, not ${wanted}`,
        'Use a database of its own for each network.',
      );
    }
    return fine(`${place}, today's schema, mirrors ${origin ?? 'nothing yet'}`);
  } catch (error) {
    if (isDatabaseUnavailable(error)) return away(place, 'Is PostgreSQL running there? Check DATABASE_URL.');
    return wrong(`${place}: ${messageOf(error)}`, 'Check DATABASE_URL.');
  }
}

/** Does the Temporal server answer, does it have the namespace, and do workers ask it for work? */
export async function checkTemporal({ config, temporal, syncs }: Service): Promise<Finding> {
  const { namespace } = temporal.options;
  const place = `${config.temporal.environment.TEMPORAL_ADDRESS ?? 'localhost:7233'}, namespace ${namespace}`;
  const advice = 'Is a Temporal server running there? Check TEMPORAL_ADDRESS and its TLS settings.';
  try {
    const asked = temporal.connection.withDeadline(Date.now() + PATIENCE_MS, () =>
      temporal.workflowService.describeNamespace({ namespace }),
    );
    if ((await inTime(asked)) === 'late') return away(place, advice);
    const idle = (await syncs.readQueues()).filter(({ workers }) => workers.length === 0);
    if (idle.length === 0) return fine(place);
    const queues = idle.map(({ name }) => name).join(' and ');
    return wrong(`${place}: no worker asked for work on ${queues} of late`, 'Start `mobipium-sync worker`.');
  } catch (error) {
    if (!isGrpcServiceError(error)) return away(place, advice);
    const code: number = error.code;
    if (code === GRPC.notFound) return wrong(`${place}: there is none`, 'Check TEMPORAL_NAMESPACE.');
    if (code === GRPC.unauthenticated || code === GRPC.permissionDenied) {
      return wrong(`${place}: it refuses us`, 'Check TEMPORAL_API_KEY or the client certificate.');
    }
    return away(place, advice);
  }
}

/** Does the Temporal Web UI answer? Undefined: none is known. */
export async function checkWebUi({ config }: Service): Promise<Finding | undefined> {
  const { uiUrl } = config.temporal;
  return uiUrl === undefined
    ? undefined
    : checkPage(uiUrl, uiUrl, 'Check TEMPORAL_UI_URL. Only links need it.');
}

/** Does the HTTP API answer? Undefined: nobody has said where it is. */
export async function checkApi({ config }: Service): Promise<Finding | undefined> {
  const { apiUrl } = config;
  return apiUrl === undefined
    ? undefined
    : checkPage(`${apiUrl}/api/health`, apiUrl, 'Look at what `start` has said last.');
}

async function checkPage(url: string, place: string, advice: string): Promise<Finding> {
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return status < 500 ? fine(place) : away(`${place}: HTTP ${status}`, advice);
  } catch {
    return away(place, advice);
  }
}

/** Does the network take the token? One offer is asked for. */
export async function checkNetwork({ config }: Service): Promise<Finding> {
  const { url, token, timeoutMs } = config.upstream;
  const { sandboxUrl } = config;
  if (token === undefined && sandboxUrl === undefined) {
    return wrong('no token is set', 'Set MOBIPIUM_API_TOKEN, or MOBIPIUM_API_TOKEN_FILE.');
  }
  const asked = token === undefined ? { url: sandboxUrl!, token: SANDBOX_TOKEN } : { url, token };
  const place = `${new URL(asked.url).host}${token === undefined ? ' (the sandbox)' : ''}`;
  const upstream = createUpstream({ ...asked, timeoutMs: Math.min(timeoutMs, PATIENCE_MS) });
  try {
    const { total } = await upstream.readPage({ page: 1, pageSize: 1 });
    return fine(`${place} takes the token, ${total} offers`);
  } catch (error) {
    if (error instanceof UpstreamTokenRefusedError) {
      return wrong(`${place}: ${error.message}`, 'Check MOBIPIUM_API_TOKEN.');
    }
    if (error instanceof UpstreamBusyError) return away(`${place}: ${error.message}`, 'Try again later.');
    if (error instanceof UpstreamUnreachableError) {
      return away(`${place}: ${error.message}`, 'Check MOBIPIUM_API_URL and the way there.');
    }
    return wrong(`${place}: ${messageOf(error)}`, 'Check MOBIPIUM_API_URL.');
  } finally {
    await upstream.close();
  }
}

/** What of a database's address is no secret. */
function placeOf(databaseUrl: string): string {
  // Without a host the driver takes its own way.
  const { host, pathname } = new URL(databaseUrl.replace('@/', '@localhost/'));
  // A password with a slash that nobody encoded: then what stands before it looks like a host, and it like a path.
  return pathname.includes('@') ? 'what DATABASE_URL names' : `${host}${pathname}`;
}

/** The origin that a database of this network bears. */
function networkOf({ upstream, sandboxUrl }: Service['config']): string | undefined {
  if (upstream.token !== undefined) return new URL(upstream.url).host;
  return sandboxUrl === undefined ? undefined : 'sandbox';
}

async function inTime<T>(asked: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), PATIENCE_MS);
  });
  asked.catch(() => undefined);
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

const fine = (found: string): Finding => ({ state: 'fine', found, advice: null });
const away = (found: string, advice: string): Finding => ({
  state: 'away',
  found: `${found} cannot be reached`,
  advice,
});
const wrong = (found: string, advice: string): Finding => ({ state: 'wrong', found, advice });

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown failure';
}
