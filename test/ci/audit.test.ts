import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = join(__dirname, '../..');

/** An advisory in the registry's format. npm caches advisories by id, so each one gets a new id. */
const advisory = (severity: string, versions = '*') => [
  {
    id: randomInt(1e9, 2e9),
    url: 'https://advisories.example/1',
    title: 'Information disclosure',
    severity,
    vulnerable_versions: versions,
    cwe: [],
    cvss: { score: 9, vectorString: null },
  },
];

const KNOWN_ADVISORY = { lodash: advisory('high') };

let registry: Server | undefined;

afterEach(() => {
  registry?.closeAllConnections();
  registry?.close();
  registry = undefined;
});

/** Start a registry with these advisories. A number is the status of its response to audit requests instead. */
async function startRegistry(advisories: Record<string, unknown> | number): Promise<string> {
  registry = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method !== 'POST') {
        // npm requests the versions of each package with an advisory.
        const name = decodeURIComponent(request.url!.slice(1));
        return response.end(JSON.stringify({ name, 'dist-tags': {}, versions: {} }));
      }
      if (typeof advisories === 'number') return response.writeHead(advisories).end();
      const requested = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()) as Record<string, string[]>;
      response.end(
        JSON.stringify(Object.fromEntries(Object.entries(advisories).filter(([name]) => name in requested))),
      );
    });
  });
  await new Promise<void>((resolve) => registry!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
}

/** Run the audit step of CI against this registry. */
function runAudit(url: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['.ci/audit.mjs'], {
    cwd: ROOT,
    env: { ...process.env, npm_config_registry: url, npm_config_fetch_retries: '0' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

test('a critical advisory for a production dependency fails the audit, which names it', async () => {
  const url = await startRegistry({ ...KNOWN_ADVISORY, fastify: advisory('critical') });

  const { code, output } = await runAudit(url);

  expect(output).toContain('fastify, critical: Information disclosure (https://advisories.example/1)');
  expect(code).toBe(1);
});

test.each([
  ['no advisory', {}],
  ['a moderate advisory', { fastify: advisory('moderate') }],
  ['an advisory for other versions', { fastify: advisory('critical', '<1.0.0') }],
  ['a critical advisory for a development dependency', { jest: advisory('critical') }],
])('%s passes the audit', async (_which, advisories) => {
  const { code, output } = await runAudit(await startRegistry({ ...KNOWN_ADVISORY, ...advisories }));

  expect(output).toMatch(/^No production dependency has a known vulnerability/);
  expect(code).toBe(0);
});

test.each([
  ['refuses audit requests', 405],
  ['fails', 500],
  ['reports no advisories for any package', {}],
])(
  'a registry that %s gives a warning and not a pass, and does not fail the audit',
  async (_how, advisories) => {
    const { code, output } = await runAudit(await startRegistry(advisories));

    expect(output).toMatch(/^WARNING: the dependencies were not audited: /);
    expect(output).not.toContain('No production dependency');
    expect(code).toBe(0);
  },
);

test('an unreachable registry gives a warning', async () => {
  const { code, output } = await runAudit('http://127.0.0.1:1');

  expect(output).toMatch(/^WARNING: the dependencies were not audited: /);
  expect(code).toBe(0);
});
