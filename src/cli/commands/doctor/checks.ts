import { orTimeout, TimeoutError } from '../../../async/timeout';
import { assertNamespace, describeServer, findAccessError } from '../../../client';
import { readVersion } from '../../../config';
import { SANDBOX_TOKEN } from '../../../local';
import {
  DatabaseSetupError,
  explainDatabaseError,
  isDatabaseUnavailable,
  listPendingMigrations,
  StoreError,
} from '../../../store';
import { checkNetwork as check, createUpstream } from '../../../upstream';
import type { Service } from '../../service/open';
import { fine, type Finding, TIMEOUT_MS, unreachable, wrong } from './finding';

const WRITE_ADVICE = 'Only workers write: the API and `doctor` can use the database as it is.';

/** Check that the database answers, has the current schema, and mirrors the network of the settings. */
export async function checkDatabase({ config, store }: Service): Promise<Finding> {
  const location = databaseLocation(config.databaseUrl);
  try {
    const pending = await orTimeout(listPendingMigrations(config.databaseUrl), TIMEOUT_MS);
    if (pending.length > 0) {
      return wrong(
        `${location} is missing the migrations ${pending.join(', ')}`,
        'Run `mobipium-sync migrate`.',
      );
    }
    await store.assertSchemaKnown();
    const source = await store.readSource();
    const expected = expectedSource(config);
    if (source !== null && expected !== undefined && source !== expected) {
      return wrong(
        `${location} mirrors ${source}, not ${expected}`,
        'Use a separate database for each network.',
      );
    }
    const writeProblem = await store.findWriteProblem();
    if (writeProblem !== undefined) return wrong(`${location}: ${writeProblem}`, WRITE_ADVICE);
    return fine(`${location}, schema up to date, mirrors ${source ?? 'nothing yet'}`);
  } catch (error) {
    return explainDatabaseFailure(location, error);
  }
}

function explainDatabaseFailure(location: string, error: unknown): Finding {
  const problem = explainDatabaseError(error);
  if (problem !== undefined) return wrong(`${location}: ${problem.found}`, problem.advice);
  if (error instanceof TimeoutError || isDatabaseUnavailable(error)) {
    return unreachable(location, 'Is PostgreSQL running there? Check DATABASE_URL.');
  }
  const advice = isNewerSchema(error)
    ? 'Install the newer version, also here.'
    : error instanceof DatabaseSetupError
      ? 'Update the server, or use another one.'
      : 'Check DATABASE_URL.';
  return wrong(`${location}: ${messageOf(error)}`, advice);
}

/** Check that the Temporal server answers, has the namespace, and that workers poll both queues. */
export async function checkTemporal({ config, temporal, syncs }: Service): Promise<Finding> {
  const location = describeServer(config.temporal);
  try {
    // A gRPC deadline does not cover connecting.
    await orTimeout(assertNamespace(temporal), TIMEOUT_MS);
    const idle = (await syncs.readQueues()).filter(({ workers }) => workers.length === 0);
    if (idle.length === 0) return fine(location);
    const queues = idle.map(({ name }) => name).join(' and ');
    return wrong(`${location}: no worker polls ${queues}`, 'Start `mobipium-sync worker`.');
  } catch (error) {
    const accessError = await findAccessError(error, config.temporal);
    if (accessError !== undefined) return wrong(`${location}: ${accessError.found}`, accessError.advice);
    return unreachable(
      location,
      'Is a Temporal server running there? Check TEMPORAL_ADDRESS and its TLS settings.',
    );
  }
}

/** Check that the Temporal Web UI answers. Undefined: its address is unknown. */
export async function checkWebUi({ config }: Service): Promise<Finding | undefined> {
  const { uiUrl } = config.temporal;
  return uiUrl === undefined
    ? undefined
    : checkPage(uiUrl, uiUrl, 'Check TEMPORAL_UI_URL. Only links need it.');
}

/** Check that the HTTP API answers. Undefined: its address is unknown. */
export async function checkApi({ config }: Service): Promise<Finding | undefined> {
  const { apiUrl } = config;
  return apiUrl === undefined
    ? undefined
    : checkPage(`${apiUrl}/api/health`, apiUrl, 'Check the last output of `start`.');
}

async function checkPage(url: string, location: string, advice: string): Promise<Finding> {
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return status < 500
      ? fine(location)
      : { state: 'away', found: `${location} answers HTTP ${status}`, advice };
  } catch {
    return unreachable(location, advice);
  }
}

/** Check that the network accepts the token, with a request for one offer. */
export async function checkNetwork({ config }: Service): Promise<Finding> {
  const { url, token, timeoutMs, proxies } = config.upstream;
  const { sandboxUrl } = config;
  if (token === undefined && sandboxUrl === undefined) {
    return wrong('no token is set', 'Set MOBIPIUM_API_TOKEN, or MOBIPIUM_API_TOKEN_FILE.');
  }
  const network = token === undefined ? { url: sandboxUrl!, token: SANDBOX_TOKEN } : { url, token };
  const location = `${new URL(network.url).host}${token === undefined ? ' (the sandbox)' : ''}`;
  const upstream = createUpstream({
    ...network,
    timeoutMs: Math.min(timeoutMs, TIMEOUT_MS),
    proxies,
    version: readVersion(),
  });
  return check(upstream, location);
}

function isNewerSchema(error: unknown): boolean {
  return error instanceof StoreError && error.outcome === 'newer_schema';
}

/** The host and name of a database, without user and password. */
function databaseLocation(databaseUrl: string): string {
  // An address without a host is valid for PostgreSQL.
  const { host, pathname } = new URL(databaseUrl.replace('@/', '@localhost/'));
  return `${host}${pathname}`;
}

/** The source that the database must have; undefined: unknown. */
function expectedSource({ upstream, sandboxUrl }: Service['config']): string | undefined {
  if (upstream.token !== undefined) return new URL(upstream.url).host;
  return sandboxUrl === undefined ? undefined : 'sandbox';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown failure';
}
