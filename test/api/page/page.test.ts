import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { startTestApi, type TestApi } from '../test-api';

const HTML =
  '<!doctype html><base href="./" /><link rel="stylesheet" href="./assets/a-1x.css" /><script src="./assets/main-Zx_9.js"></script>';
const SCRIPT = `console.log(${JSON.stringify('offer '.repeat(200))})`;
const LOCAL = { host: 'localhost' };

let folder: string;
let api: TestApi;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'secret'), 'not an asset');
  writeFileSync(join(folder, 'index.html'), HTML);
  writeFileSync(join(folder, 'assets/main-Zx_9.js'), SCRIPT);
  writeFileSync(join(folder, 'assets/main-Zx_9.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, 'assets/main-Zx_9.js.gz'), gzipSync(SCRIPT));
  api = await startTestApi({ pageFolder: folder, key: 'k' });
});

afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true });
});

test.each([
  ['/', '/'],
  ['/offers', '/'],
  ['/offers/', '/'],
  ['/offers?country=PT/ES', '/'],
  ['/offers/48725', '/'],
  ['/runs/full-sync-2026-01-05T10%3A00%3A00Z%2Fpages-1-10/01a21741-1f78-7e63-b2fb-8ced58a36ad6', '/'],
  ['/runs/full-sync-manual/1/', '/'],
  ['/schedules', '/'],
  ['/alerts', '/'],
  ['/queues', '/'],
])('%s is a view, whose files are below the root of the API', async (path, root) => {
  const { statusCode, headers, text } = await api.request(path, { headers: LOCAL });

  expect({ statusCode, type: headers['content-type'] }).toEqual({
    statusCode: 200,
    type: 'text/html; charset=utf-8',
  });
  const [, base] = /<base href="([^"]+)"/.exec(text)!;
  for (const prefix of ['', '/below/a/path']) {
    const address = new URL(base!, `https://proxy.example${prefix}${path}`);
    expect(address.pathname).toBe(`${prefix}${root}`);
  }
});

test.each([
  '/offers/1/2',
  '/nothing',
  '/index.html',
  '/secret',
  '/assets',
  '/assets/',
  '/runs/full-sync-manual',
])('%s is not a view', async (path) => {
  const { statusCode, body } = await api.request(path, { headers: { authorization: 'Bearer k' } });
  expect({ path, statusCode, message: body.message }).toEqual({
    path,
    statusCode: 404,
    message: expect.stringContaining(path) as string,
  });
});

test('the page needs no key, and its data does', async () => {
  expect((await api.request('/alerts')).statusCode).toBe(200);
  expect((await api.request('/assets/main-Zx_9.js')).statusCode).toBe(200);
  expect((await api.request('/api/alerts')).statusCode).toBe(401);
  const post = await api.request('/offers', { method: 'POST', headers: { authorization: 'Bearer k' } });
  expect(post.statusCode).toBe(405);
  expect(post.headers.allow).toBe('GET, HEAD');
});

test('a browser asks each time whether the page has changed', async () => {
  const { headers } = await api.request('/offers');
  expect(headers['cache-control']).toBe('private, no-cache');

  const again = await api.request('/offers', { headers: { 'if-none-match': String(headers.etag) } });
  expect([again.statusCode, again.text]).toEqual([304, '']);
  const deeper = await api.request('/offers/1', { headers: { 'if-none-match': String(headers.etag) } });
  expect(deeper.statusCode).toBe(200);
});

test('the page may load files of the API only, and nothing inline', async () => {
  const { headers } = await api.request('/');
  const policy = String(headers['content-security-policy'])
    .split(';')
    .map((part) => part.trim());
  expect(policy.sort()).toEqual([
    "base-uri 'self'",
    "connect-src 'self'",
    "default-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
  ]);
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test.each([
  ['br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['identity', undefined],
])('a browser that accepts %s gets the file as %s, and keeps it', async (accepted, encoding) => {
  const { statusCode, headers, raw } = await getFile('/assets/main-Zx_9.js', accepted);

  expect(statusCode).toBe(200);
  expect(headers['content-encoding']).toBe(encoding);
  expect(headers['content-type']).toMatch(/^(text|application)\/javascript/);
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(headers.vary).toContain('accept-encoding');
  const expected =
    { br: brotliCompressSync(SCRIPT), gzip: gzipSync(SCRIPT) }[encoding!] ?? Buffer.from(SCRIPT);
  expect(raw.equals(expected)).toBe(true);
});

async function getFile(url: string, accepted: string) {
  const response = await api.app.inject({ url, headers: { 'accept-encoding': accepted } });
  return { statusCode: response.statusCode, headers: response.headers, raw: response.rawPayload };
}

test.each([
  '/assets/none.js',
  '/assets/..%2fsecret',
  '/assets/%2e%2e%2fsecret',
  '/assets/.hidden',
  '/assets/a%00b',
])('%s is no file', async (path) => {
  const { statusCode, text } = await api.request(path);
  expect([400, 404]).toContain(statusCode);
  expect(text).not.toContain('not an asset');
  expect(JSON.parse(text)).toMatchObject({ statusCode, message: expect.any(String) as string });
});

test('without a built page, its address says what to run, until it is built', async () => {
  const missing = join(folder, 'later');
  const unbuilt = await startTestApi({ pageFolder: missing });
  try {
    const { statusCode, body } = await unbuilt.request('/offers', { headers: LOCAL });
    expect(statusCode).toBe(503);
    expect(body.message).toMatch(/not built.*npm run build/);
    expect((await unbuilt.request('/api/health', { headers: LOCAL })).statusCode).toBe(200);

    mkdirSync(missing);
    writeFileSync(join(missing, 'index.html'), HTML);

    expect((await unbuilt.request('/offers', { headers: LOCAL })).statusCode).toBe(200);
  } finally {
    await unbuilt.stop();
  }
});
