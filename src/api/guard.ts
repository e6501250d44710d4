import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../domain/is-loopback';
import { RefusedError } from './problems';

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
  const isKey = key === undefined ? undefined : createKeyCheck(key);
  app.addHook('onRequest', (request, reply, done) => {
    const { isOpen = false, changesState: isMarked = false } = request.routeOptions.config;
    const changesState = isMarked || !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
    if (!isOpen && isKey !== undefined && !isKey(shownKey(request, changesState))) {
      done(challenge(request, reply));
    } else if (!isOpen && isKey === undefined && !isLoopback(hostOf(request))) {
      done(new RefusedError(403, 'host must be this machine: without an API_KEY the API is for it alone'));
    } else if (changesState && isFromElsewhere(request, corsOrigins)) {
      done(new RefusedError(403, 'origin must be this site: a page of another may not change anything here'));
    } else {
      done();
    }
  });
}

/** In constant time, whatever is shown: digests are equally long, and compared to their ends. */
function createKeyCheck(key: string): (shown: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(key);
  return (shown) => timingSafeEqual(digest(shown), expected);
}

/**
 * The key as a bearer token, or, to read, as a password: with that a person can open the pages in a browser.
 *
 * A browser sends a password along by itself, also when another site asks, so it is of no use to change something.
 */
function shownKey({ headers }: FastifyRequest, changesState: boolean): string {
  const [, scheme = '', shown = ''] = /^(\S+) +(\S+)$/.exec(headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return shown;
  if (scheme.toLowerCase() !== 'basic' || changesState) return '';
  return Buffer.from(shown, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
}

function challenge({ headers }: FastifyRequest, reply: FastifyReply): RefusedError {
  const isPerson = headers.accept?.includes('text/html') ?? false;
  void reply.header('www-authenticate', isPerson ? 'Basic realm="mobipium-sync"' : 'Bearer');
  return new RefusedError(401, 'authorization must be a bearer token: the API_KEY');
}

function hostOf({ headers }: FastifyRequest): string {
  return (headers.host ?? '').replace(/:\d+$/, '');
}

function isFromElsewhere({ headers }: FastifyRequest, corsOrigins: readonly string[]): boolean {
  const { origin } = headers;
  if (origin !== undefined && corsOrigins.includes(origin)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  // Over plain http, and from old browsers, that header is missing.
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== headers.host;
}
