import { createServer, type Server } from 'node:net';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { type ApiDependencies, buildApp } from '../../src/api/app';
import { openWithCleanup } from '../../src/async/cleanup';
import { createSyncClient } from '../../src/client';
import { createTemporalClient } from '../../src/client/connection';
import { readConfig } from '../../src/config';
import { findFreePort } from '../../src/local/process/ports';
import { createStore } from '../../src/store';

export interface TestApiOptions extends Partial<
  Pick<ApiDependencies, 'key' | 'corsOrigins' | 'requestsPerSecond'>
> {
  /** Left out: nothing is there. */
  databaseUrl?: string;
  /** Left out: nothing is there. */
  temporalAddress?: string;
}

/** Lend an API on a database and a Temporal server that may be there or not. */
export function startTestApi({ databaseUrl, temporalAddress, ...guard }: TestApiOptions = {}) {
  return openWithCleanup(async (cleanup) => {
    const nowhere = `127.0.0.1:${await findFreePort()}`;
    const store = createStore({
      databaseUrl: databaseUrl ?? `postgresql://someone:secret-word@${nowhere}/x`,
    });
    cleanup.defer('store', () => store.close());
    const { temporal: settings } = readConfig({ TEMPORAL_ADDRESS: temporalAddress ?? nowhere });
    const temporal = createTemporalClient(settings);
    cleanup.defer('Temporal client', () => temporal.connection.close());
    const syncs = createSyncClient({ temporal, uiUrl: 'http://ui.example' });
    const app = buildApp({ store, syncs, ...guard });
    cleanup.defer('API', () => app.close());
    await app.ready();
    return { app, store, ask: apiClient(app) };
  });
}

/** Asks an API, and reads the answer as JSON where it is that. */
export function apiClient(app: FastifyInstance) {
  return async (url: string, options: Omit<InjectOptions, 'url'> = {}) => {
    const { statusCode, headers, body } = await app.inject({ method: 'GET', url, ...options });
    const isJson = String(headers['content-type']).startsWith('application/json');
    return { statusCode, headers, text: body, body: (isJson ? JSON.parse(body) : {}) as Answer };
  };
}

type Answer = Record<string, unknown> & { message?: string };

/** A server that takes connections and never says a word. */
export async function startSilentServer() {
  const sockets = new Set<{ destroy(): void }>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    address: `127.0.0.1:${port}`,
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
