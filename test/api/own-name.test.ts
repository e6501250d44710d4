import { sendRaw, listenOnFreePort } from '../../harness/servers/raw-http';
import { startTestApi, type TestApi } from './test-api';

let api: TestApi;
let port: number;

beforeAll(async () => {
  api = await startTestApi();
  port = await listenOnFreePort(api.app);
});

afterAll(() => api.stop());

/** The status of the response to a raw request with these header lines. */
async function statusOf(target: string, headers: string[], version = '1.1'): Promise<string> {
  const lines = [`GET ${target} HTTP/${version}`, ...headers, 'connection: close', '', ''];
  const answer = await sendRaw(port, lines.join('\r\n')).closed;
  return answer.split(' ')[1] ?? '';
}

test.each([
  [['host: localhost']],
  [['host: localhost:3000']],
  [['Host: 127.0.0.1:3000']],
  [['HOST: [::1]:3000']],
  [['host: desk.localhost']],
])('accepts a request to a host name of this machine: %j', async (headers) => {
  expect(await statusOf('/docs/json', headers)).toBe('200');
});

test.each([
  [['host: 127.0.0.1.evil.com']],
  [['host: localhost:3000@evil.com']],
  [['host: localhost@evil.com:3000']],
  [['host: evil.com#localhost']],
  [['host: evil.com/localhost']],
  [['host: localhost.evil.com']],
  [['host: localhostevil.com']],
  [['host: [::1].evil.com']],
  [['host: [::ffff:10.0.0.1]:3000']],
  [['host: 0.0.0.0:3000']],
  [['host: 2130706433.evil.com']],
  [['host: ']],
  [['host: localhost', 'host: evil.com']],
  [['host: evil.com', 'host: localhost']],
  [['host: localhost, evil.com']],
  [['x-forwarded-host: localhost', 'host: evil.com']],
])('rejects a request to a host name that another site may control: %j', async (headers) => {
  expect(await statusOf('/docs/json', headers)).toBe('403');
});

test('rejects a request without a host, in HTTP/1.1 and HTTP/1.0', async () => {
  expect(await statusOf('/docs/json', [])).toBe('400');
  expect(await statusOf('/docs/json', [], '1.0')).toBe('403');
});

test('rejects a request with a host in the URL, regardless of the header', async () => {
  expect(await statusOf('http://evil.com/docs/json', ['host: localhost'])).toBe('403');
});

test('responds to data that is not HTTP with a regular error, and closes the connection', async () => {
  const answer = await sendRaw(port, 'GET no-path HTTP/1.1\r\nhost: localhost\r\n\r\n').closed;

  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toEqual({
    statusCode: 400,
    error: 'Bad Request',
    message: 'The request is not valid HTTP.',
  });
});
