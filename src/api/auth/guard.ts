import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../../domain/is-loopback';
import { HttpError } from '../plugins/problems';
import type { Identify, Identity } from './identify';
import { addWrongKeyCount, unauthorized } from './wrong-keys';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needs no key: it reveals nothing of the mirror. */
    isPublic?: boolean;
    /** Liveness: also needs no host name of this machine, is never rejected for too many requests, and closes its connection. */
    isLiveness?: boolean;
    /** A GET that changes state. */
    changesState?: boolean;
  }
}

export interface GuardOptions {
  /** Undefined: there is no key, and the API accepts only host names of this machine. */
  identify: Identify | undefined;
  /** Origins of other sites whose pages may change state. */
  corsOrigins: readonly string[];
}

/**
 * Accepts requests with a key or a session, and changes of state only if it allows them. Without a key configured, accepts
 * requests to a host name of this machine, which prevents DNS rebinding: another site can point its own host name at this
 * machine.
 *
 * Rejects changes of state by pages of other sites in both cases, which prevents cross-site request forgery.
 */
export function addGuard(app: FastifyInstance, { identify, corsOrigins }: GuardOptions): void {
  addWrongKeyCount(app);

  async function authorize(
    request: FastifyRequest,
    reply: FastifyReply,
    changesState: boolean,
  ): Promise<Identity | undefined> {
    const identity = identify?.(request.headers, changesState);
    if (identity?.credential === 'wrong key') await app.countWrongKey(request, reply);
    if (identity?.access === 'none') {
      throw unauthorized(
        request,
        reply,
        'The API key is missing or wrong. Send it as authorization: Bearer <API_KEY>.',
      );
    }
    if (identity?.access === 'read' && changesState) {
      throw new HttpError(403, 'This key only reads. Send the API_KEY to change something.');
    }
    return identity;
  }

  app.addHook('onRequest', async (request, reply) => {
    const { isPublic = false, isLiveness = false } = request.routeOptions.config;
    if (isLiveness) return;
    const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
    const changesState = !isRead || request.routeOptions.config.changesState === true;
    const identity = isPublic ? undefined : await authorize(request, reply, changesState);
    if (identify === undefined && !namesThisMachine(request)) {
      throw new HttpError(
        403,
        'The host header must name this machine, because no API_KEY is set. Use localhost, or set API_KEY.',
      );
    }
    if (!changesState) return;
    if (identity?.credential === 'session' && isSameOrigin(request) !== true) {
      throw new HttpError(
        403,
        'The request does not come from a page of this API, and a session changes state for these only. Send the API_KEY as authorization: Bearer <API_KEY>.',
      );
    }
    if (isCrossSite(request, corsOrigins, identify !== undefined)) {
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

/** Whether the browser says that a page of this API has sent the request. Undefined: it says nothing. */
function isSameOrigin({ headers, host }: FastifyRequest): boolean | undefined {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return origin === undefined ? undefined : URL.canParse(origin) && new URL(origin).host === host;
}

function isCrossSite(request: FastifyRequest, corsOrigins: readonly string[], hasKey: boolean): boolean {
  const { origin, 'sec-fetch-site': site, 'user-agent': userAgent = '' } = request.headers;
  if (origin !== undefined && corsOrigins.includes(origin)) return false;
  // From the address bar.
  if (site === 'none') return false;
  // Old browsers send neither header with a GET, so the page may be of another site. Another site has no key.
  const isOldBrowser = !hasKey && userAgent.startsWith('Mozilla/');
  return !(isSameOrigin(request) ?? !isOldBrowser);
}
