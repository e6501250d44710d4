import { Writable } from 'node:stream';
import { readConfig } from '../../../src/config';
import { followFirstFull } from '../../../src/local/start/first-full';
import { createScreen } from '../../../src/terminal/screen';
import { withTestNetwork } from '../../upstream/test-network';

const STARTED = new Error('the FULL was started');

/** What is printed before the first FULL of an empty mirror, with this network. A FULL that is started fails at once. */
async function linesBefore(port: number): Promise<string[]> {
  let written = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  }) as unknown as NodeJS.WriteStream;
  const deps = {
    store: { readFreshness: () => Promise.resolve({ lastFull: null }) },
    syncs: { listRunning: () => Promise.resolve([]), startSync: () => Promise.reject(STARTED) },
    config: readConfig({
      MOBIPIUM_API_TOKEN: 'a-token-0123456789',
      MOBIPIUM_API_URL: `http://127.0.0.1:${port}/`,
    }),
    screen: createScreen(stream),
    url: 'http://127.0.0.1:3000',
  } as unknown as Parameters<typeof followFirstFull>[0];
  await followFirstFull(deps, new AbortController().signal);
  return written.trimEnd().split('\n');
}

test('a refused token is reported with what to do, and no FULL is started', () =>
  withTestNetwork(
    (_, response) => response.writeHead(401).end(),
    async ({ port }) => {
      expect(await linesBefore(port)).toEqual([
        `WARNING   127.0.0.1:${port}: the network refused the token`,
        '          Check MOBIPIUM_API_TOKEN.',
        '          The first FULL is not started. Correct the token and start again.',
      ]);
    },
  ));

test('a network that does not answer is reported with its host, and the FULL, which retries, is started', () =>
  withTestNetwork(
    (_, response) => response.writeHead(502).end(),
    async ({ port }) => {
      expect(await linesBefore(port)).toEqual([
        `WARNING   127.0.0.1:${port}: the network could not be reached (HTTP 502)`,
        '          Check MOBIPIUM_API_URL and the connection to it.',
        expect.stringContaining('Starting the first FULL.'),
        `Cannot follow the first FULL: ${STARTED.message}`,
      ]);
    },
  ));
