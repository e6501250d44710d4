import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isLoopback } from '../../domain/is-loopback';
import { RefusedError } from '../plugins/problems';
import { createKeyCheck } from './check-key';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needs no key: it tells nothing but that the process is alive. */
    isOpen?: boolean;
    /** It does something although it is a GET. */
    changesState?: boolean;
  }
}

export interface GuardOptions {
  /** What callers have to show; undefined: the API is for this machine alone. */
  key: string | undefined;
  /** Sites whose pages may change things. */
  corsOrigins: readonly string[];
}

/**
 * Let in who shows the key. Where there is none, let in who calls this machine by a name of its own: a page from
 * elsewhere can point its own name at this machine, and would be served like a local one.
 *
 * What changes something is refused to the pages of other sites either way.
 */
export function addGuard(app: FastifyInstance, { key, corsOrigins }: GuardOptions): void {
  const checkKey = key === undefined ? undefined : createKeyCheck(app, key);
  app.addHook('onRequest', async (request, reply) => {
    const { isOpen = false, changesState: isMarked = false } = request.routeOptions.config;
    const changesState = isMarked || !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
    if (!isOpen && checkKey !== undefined) await checkKey(request, reply, changesState);
    if (!isOpen && checkKey === undefined && !namesThisMachine(request)) {
      throw new RefusedError(403, 'host must be this machine: without an API_KEY the API is for it alone');
    }
    if (changesState && isFromElsewhere(request, corsOrigins, checkKey !== undefined)) {
      throw new RefusedError(403, 'origin must be this site: a page of another may not change anything here');
    }
  });
}

/** One host is named, in the header alone, and it is this machine. */
function namesThisMachine({ headers, raw }: FastifyRequest): boolean {
  const hosts = raw.rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host');
  const hasHostInUrl = raw.url?.startsWith('/') !== true;
  return hosts.length === 1 && !hasHostInUrl && isLoopback((headers.host ?? '').replace(/:\d+$/, ''));
}

function isFromElsewhere(
  { headers }: FastifyRequest,
  corsOrigins: readonly string[],
  hasShownKey: boolean,
): boolean {
  const { origin } = headers;
  if (origin !== undefined && corsOrigins.includes(origin)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin !== undefined) return !URL.canParse(origin) || new URL(origin).host !== headers.host;
  // An old browser says neither of a GET, so that it may be anybody's. A key, which no other site has, says enough.
  return !hasShownKey && isBrowser(headers['user-agent']);
}

function isBrowser(userAgent = ''): boolean {
  return userAgent.startsWith('Mozilla/');
}
