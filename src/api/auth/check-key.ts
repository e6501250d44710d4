import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RefusedError } from '../plugins/problems';

/** Who mistypes a key needs a few tries; who guesses one needs more than there is time for. */
const WRONG_KEYS_A_MINUTE = 10;

const A_MINUTE_MS = 60_000;

/** Let a request pass, or refuse it. `changesState`: it is to change something. */
export type CheckKey = (request: FastifyRequest, reply: FastifyReply, changesState: boolean) => Promise<void>;

/**
 * Let in who shows the key, compared in constant time.
 *
 * An address that shows wrong keys is told to wait after ten a minute. If they were all different it is guessing, and
 * then nothing that it shows in that minute is looked at, not even the right key. A program that goes on showing the
 * one key that was replaced is no guesser, and takes nothing from the others at its address.
 */
export function createKeyCheck(app: FastifyInstance, key: string): CheckKey {
  const expected = digest(key);
  const byAddress = { max: WRONG_KEYS_A_MINUTE, timeWindow: A_MINUTE_MS };
  const countWrong = app.createRateLimit(byAddress);
  const countGuess = app.createRateLimit(byAddress);
  // The first time that an address shows a wrong key does not exceed this, each time after does.
  const countRepeat = app.createRateLimit({
    max: 1,
    timeWindow: A_MINUTE_MS,
    keyGenerator: (request) => `${request.ip} ${digest(shownKey(request, false) ?? '').toString('base64')}`,
  });

  return async (request, reply, changesState) => {
    const shown = shownKey(request, changesState);
    if (shown === undefined) throw challenge(request, reply);
    refuseIfExceeded(await countGuess(request, { increment: false }), reply);
    if (timingSafeEqual(digest(shown), expected)) return;
    const repeat = await countRepeat(request);
    if (!repeat.isAllowed && !repeat.isExceeded) await countGuess(request);
    refuseIfExceeded(await countWrong(request), reply);
    throw challenge(request, reply);
  };
}

/** Equally long for every key, so that a comparison takes the same time however much of it is right. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/**
 * The key as a bearer token, or, to read, as a password: with that a person can open the pages in a browser.
 *
 * A browser sends a password along by itself, also when another site asks, so it is of no use to change something.
 */
function shownKey({ headers }: FastifyRequest, changesState: boolean): string | undefined {
  const [, scheme = '', shown = ''] = /^(\S+) +(\S+)$/.exec(headers.authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return shown;
  if (scheme.toLowerCase() !== 'basic' || changesState) return undefined;
  return Buffer.from(shown, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
}

type Count = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>;

function refuseIfExceeded(count: Count, reply: FastifyReply): void {
  if (count.isAllowed || !count.isExceeded) return;
  void reply.header('retry-after', count.ttlInSeconds);
  throw new RefusedError(429, 'too many wrong keys came from this address: wait as long as retry-after says');
}

function challenge({ headers }: FastifyRequest, reply: FastifyReply): RefusedError {
  const isPerson = headers.accept?.includes('text/html') ?? false;
  void reply.header('www-authenticate', isPerson ? 'Basic realm="mobipium-sync"' : 'Bearer');
  return new RefusedError(401, 'authorization must be a bearer token: the API_KEY');
}
