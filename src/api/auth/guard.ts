import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isLoopback } from '../../domain/is-loopback';
import { HttpError } from '../plugins/problems';
import { createKeyCheck } from './check-key';
import type { CompareKey } from './compare-key';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needs no key: it reveals only that the process is alive. */
    isPublic?: boolean;
    /** A GET that changes state. */
    changesState?: boolean;
  }
}

export interface GuardOptions {
  /** Undefined: there is no key, and the API accepts only host names of this machine. */
  compareKey: CompareKey | undefined;
  /** Origins of other sites whose pages may change state. */
  corsOrigins: readonly string[];
}

/**
 * Accepts requests with the API key. Without one configured, accepts requests to a host name of this machine, which
 * prevents DNS rebinding: another site can point its own host name at this machine.
 *
 * Rejects changes of state by pages of other sites in both cases, which prevents cross-site request forgery.
 */
export function addGuard(app: FastifyInstance, { compareKey, corsOrigins }: GuardOptions): void {
  const checkKey = compareKey === undefined ? undefined : createKeyCheck(app, compareKey);
  app.addHook('onRequest', async (request, reply) => {
    const { isPublic = false, changesState: isMarked = false } = request.routeOptions.config;
    const changesState = isMarked || !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
    if (!isPublic && checkKey !== undefined) await checkKey(request, reply, changesState);
    if (!isPublic && checkKey === undefined && !namesThisMachine(request)) {
      throw new HttpError(
        403,
        'The host header must name this machine, because no API_KEY is set. Use localhost, or set API_KEY.',
      );
    }
    if (changesState && isCrossSite(request, corsOrigins, checkKey !== undefined)) {
      throw new HttpError(
        403,
        'The origin is another site, whose pages may not change state. Add it to CORS_ORIGIN to allow it.',
      );
    }
  });
}

/** Exactly one host is named, in the header only, and it is this machine. */
function namesThisMachine({ headers, raw }: FastifyRequest): boolean {
  const hosts = raw.rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host');
  const hasHostInUrl = raw.url?.startsWith('/') !== true;
  return hosts.length === 1 && !hasHostInUrl && isLoopback((headers.host ?? '').replace(/:\d+$/, ''));
}

function isCrossSite({ headers }: FastifyRequest, corsOrigins: readonly string[], hasKey: boolean): boolean {
  const { origin } = headers;
  if (origin !== undefined && corsOrigins.includes(origin)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin !== undefined) return !URL.canParse(origin) || new URL(origin).host !== headers.host;
  // Old browsers send neither header with a GET, so the page may be of another site. Another site has no key.
  return !hasKey && isBrowser(headers['user-agent']);
}

function isBrowser(userAgent = ''): boolean {
  return userAgent.startsWith('Mozilla/');
}
