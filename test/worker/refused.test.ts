import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServerCredentials } from '@grpc/grpc-js';
import pino from 'pino';
import { runCli } from '../../harness/processes/program';
import { createTestAuthority, readCertificate, type TestAuthority } from '../../harness/servers/certificates';
import { type RefusingTemporal, startRefusingTemporal } from '../../harness/servers/refusing-temporal';
import { readConfig } from '../../src/config';
import { connectWorker } from '../../src/worker/connect';
import { useStack } from '../harness/use-stack';

const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;

const stack = useStack({ sandbox: { offers: 100 }, worker: 'none' });

let authority: TestAuthority;
let servers: Record<'plain' | 'tls' | 'otherHost' | 'clientCertificate', RefusingTemporal>;
let website: Server;

beforeAll(async () => {
  authority = createTestAuthority();
  const ca = readFileSync(authority.file);
  const own = readCertificate(authority.issue('127.0.0.1'));
  const other = readCertificate(authority.issue('temporal.example'));
  const start = (credentials: ServerCredentials) => startRefusingTemporal(UNAUTHENTICATED, credentials);
  servers = {
    plain: await start(ServerCredentials.createInsecure()),
    tls: await start(ServerCredentials.createSsl(null, [own])),
    otherHost: await start(ServerCredentials.createSsl(null, [other])),
    clientCertificate: await start(ServerCredentials.createSsl(ca, [own], true)),
  };
  website = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => website.listen(0, '127.0.0.1', () => resolve()));
});

afterAll(async () => {
  for (const server of Object.values(servers)) server.stop();
  await new Promise((resolve) => website.close(resolve));
  authority.remove();
});

/** Why the worker does not start, within a minute by default. */
async function connectionProblem(environment: Record<string, string>, withinMs = 60_000): Promise<string> {
  const settings = readConfig(environment).temporal;
  const deps = { settings, store: stack.store, logger: pino({ level: 'silent' }) };
  const deadline = AbortSignal.timeout(withinMs);
  const connected = await connectWorker(deps, deadline).catch((error: Error) => error.message);
  if (typeof connected === 'string') return connected;
  await connected.close();
  return 'none';
}

test.each<[string, () => Record<string, string>, RegExp]>([
  [
    'a namespace that does not exist',
    () => ({ TEMPORAL_ADDRESS: stack.temporalServer.address, TEMPORAL_NAMESPACE: 'desk' }),
    /namespace desk: no such namespace\. .*TEMPORAL_NAMESPACE.* create --namespace desk$/,
  ],
  [
    'an API key that is refused',
    () => ({
      TEMPORAL_ADDRESS: servers.plain.address,
      TEMPORAL_API_KEY: 'a-wrong-key',
      TEMPORAL_TLS: 'false',
    }),
    /access denied\. .*TEMPORAL_API_KEY/,
  ],
  [
    'TLS to a server without TLS',
    () => ({ TEMPORAL_ADDRESS: stack.temporalServer.address, TEMPORAL_API_KEY: 'a-wrong-key' }),
    /the server does not use TLS\. .*TEMPORAL_TLS=false/,
  ],
  [
    'no TLS to a server that requires it',
    () => ({ TEMPORAL_ADDRESS: servers.clientCertificate.address }),
    /the server requires TLS\. .*TEMPORAL_TLS=true/,
  ],
  [
    'a certificate of an unknown authority',
    () => ({ TEMPORAL_ADDRESS: servers.tls.address, TEMPORAL_TLS: 'true' }),
    /not signed by a known authority\. .*TEMPORAL_TLS_SERVER_CA_CERT_PATH/,
  ],
  [
    'a certificate for another host',
    () => ({ TEMPORAL_ADDRESS: servers.otherHost.address, TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.file }),
    /for another host name\. .*TEMPORAL_TLS_SERVER_NAME/,
  ],
  [
    'a missing client certificate',
    () => ({
      TEMPORAL_ADDRESS: servers.clientCertificate.address,
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.file,
    }),
    /requires a client certificate\. .*TEMPORAL_TLS_CLIENT_CERT_PATH/,
  ],
  [
    'right TLS, and a refusal behind it',
    () => ({ TEMPORAL_ADDRESS: servers.tls.address, TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.file }),
    /access denied/,
  ],
])('a worker ends for %s, and says what to do', async (_name, environment, problem) => {
  const message = await connectionProblem(environment());

  expect(message).toMatch(problem);
  expect(message).not.toContain('a-wrong-key');
});

test.each([
  [PERMISSION_DENIED, /access denied/],
  [UNIMPLEMENTED, /this is not a Temporal server\. Check TEMPORAL_ADDRESS/],
])('a worker ends for the gRPC status %d', async (code, problem) => {
  const server = await startRefusingTemporal(code, ServerCredentials.createInsecure());
  try {
    expect(await connectionProblem({ TEMPORAL_ADDRESS: server.address })).toMatch(problem);
  } finally {
    server.stop();
  }
});

test('a server that does not speak gRPC may be a proxy without its server: a worker retries', async () => {
  const { port } = website.address() as AddressInfo;

  expect(await connectionProblem({ TEMPORAL_ADDRESS: `127.0.0.1:${port}` }, 10_000)).toMatch(/timeout/);
});

test.each(['worker', 'start'])('%s exits with 1, and prints one sentence', async (command) => {
  const { code, output } = await runCli(command, { ...stack.environment, TEMPORAL_NAMESPACE: 'desk' });

  expect(output).toMatch(/^The Temporal server at 127\.0\.0\.1:\d+, namespace desk: no such namespace\. /m);
  expect(output).not.toMatch(/^ +at /m);
  expect(code).toBe(1);
});

test.each(['status', 'schedules apply', 'sync high'])(
  '%s of a missing namespace prints no stack',
  async (command) => {
    const { output } = await runCli(command, { ...stack.environment, TEMPORAL_NAMESPACE: 'desk' });

    expect(output).toMatch(/The Temporal server cannot be reached/);
    expect(output).not.toMatch(/^ +at /m);
  },
);

test.each([
  'http://temporal.example:7233',
  'temporal.example:99999',
  'c4n4ry word:7233',
  'user:c4n4ry@host:1',
])('an invalid address is named, and its value is not printed: %s', async (address) => {
  const problem = await connectionProblem({ TEMPORAL_ADDRESS: address });

  expect(problem).toMatch(/TEMPORAL_ADDRESS, or the address in the profile, must be a host name/);
  expect(problem).not.toContain('c4n4ry');
});
