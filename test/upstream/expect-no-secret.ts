import { inspect } from 'node:util';
import { UpstreamError } from '../../src/upstream/errors';
import { SECRET_TOKEN } from './test-network';

/** Everything that a person, a log or Temporal could show of an error, hidden properties included. */
function allTextOf(error: unknown): string {
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

/** Expects an `UpstreamError` that shows neither the token nor the address of the network. */
export function expectNoSecret(error: unknown): void {
  expect(error).toBeInstanceOf(UpstreamError);
  expect((error as Error).cause).toBeUndefined();
  const text = allTextOf(error);
  const secrets = [
    SECRET_TOKEN,
    encodeURIComponent(SECRET_TOKEN),
    'c4n4ry',
    's3cr3t',
    'mwsd',
    'findmyoffers',
    '127.0.0.1',
  ];
  for (const secret of secrets) expect(text).not.toContain(secret);
}
