import { inspect } from 'node:util';
import { UpstreamError } from '../../src/upstream/errors';
import { CANARY_TOKEN } from './stand-in';

/** What a person, a log or Temporal could ever show of an error, also where it looks deep. */
function everythingOf(error: unknown): string {
  const { cause, stack, message } = error as Error;
  return [
    inspect(error, { depth: Infinity, showHidden: true }),
    inspect(cause, { depth: Infinity, showHidden: true }),
    JSON.stringify(error),
    JSON.stringify(Object.getOwnPropertyDescriptors(error)),
    stack,
    message,
    String(error),
  ].join('\n');
}

/** Expect an error of the family that shows neither the token nor where the network is, however deep one looks. */
export function expectSafe(error: unknown): void {
  expect(error).toBeInstanceOf(UpstreamError);
  expect((error as Error).cause).toBeUndefined();
  const shown = everythingOf(error);
  const spellings = [
    CANARY_TOKEN,
    encodeURIComponent(CANARY_TOKEN),
    'c4n4ry',
    's3cr3t',
    'mwsd',
    'findmyoffers',
    '127.0.0.1',
  ];
  for (const secret of spellings) expect(shown).not.toContain(secret);
}
