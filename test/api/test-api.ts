import type { FastifyInstance, InjectOptions } from 'fastify';
import { createTestDatabase } from '../../harness/servers/database';
import { startTestStack, type TestStackOptions } from '../../harness/stack';
import { type ApiDependencies, buildApp } from '../../src/api/app';
import { type CleanupStack, openWithCleanup } from '../../src/async/cleanup';
import { readConfig } from '../../src/config';
import { openClients } from '../../src/local/clients';
import { findFreePort } from '../../src/local/process/ports';

export interface TestApiOptions extends Omit<ApiDependencies, 'store' | 'syncs' | 'logger'> {
  /** Creates a migrated database for the API, which `stop` drops. Default: false. */
  withDatabase?: boolean;
  /** Default: an address where nothing listens. */
  databaseUrl?: string;
  /** Default: an address where nothing listens. */
  temporalAddress?: string;
}

/** Starts an API whose database and Temporal server may be missing. */
export function startTestApi({
  withDatabase = false,
  databaseUrl,
  temporalAddress,
  ...options
}: TestApiOptions = {}) {
  return openWithCleanup(async (cleanup) => {
    const database = withDatabase ? await createTestDatabase() : undefined;
    cleanup.defer('database', () => database?.drop());
    const nowhere = `127.0.0.1:${await findFreePort()}`;
    const config = readConfig({
      DATABASE_URL: database?.databaseUrl ?? databaseUrl ?? `postgresql://user:secret-word@${nowhere}/x`,
      TEMPORAL_ADDRESS: temporalAddress ?? nowhere,
      TEMPORAL_UI_URL: 'http://ui.example',
    });
    const clients = openClients(config, cleanup);
    return {
      ...clients,
      databaseUrl: config.databaseUrl!,
      ...(await openApi({ ...clients, ...options }, cleanup)),
    };
  });
}

export type TestApi = Awaited<ReturnType<typeof startTestApi>>;

/** Starts a test stack with an API. `pageFolder`: the folder of the built page; default: none. */
export function startApiStack({ pageFolder, ...options }: TestStackOptions & { pageFolder?: string } = {}) {
  return openWithCleanup(async (cleanup) => {
    const stack = await startTestStack(options);
    cleanup.defer('stack', () => stack.stop());
    const networkUrl = stack.environment.MOBIPIUM_API_URL;
    return { ...stack, ...(await openApi({ ...stack, networkUrl, pageFolder }, cleanup)) };
  });
}

export type ApiStack = Awaited<ReturnType<typeof startApiStack>>;

async function openApi(dependencies: ApiDependencies, cleanup: CleanupStack) {
  const app = buildApp(dependencies);
  cleanup.defer('API', () => app.close());
  await app.ready();
  return { app, request: apiClient(app) };
}

/** Returns a function that sends a request to an API and parses a JSON response. */
export function apiClient(app: FastifyInstance) {
  return async (url: string, options: Omit<InjectOptions, 'url'> = {}) => {
    const { statusCode, headers, body } = await app.inject({ method: 'GET', url, ...options });
    const isJson = String(headers['content-type']).startsWith('application/json');
    return { statusCode, headers, text: body, body: (isJson ? JSON.parse(body) : {}) as Body };
  };
}

type Body = Record<string, unknown> & { message?: string };
