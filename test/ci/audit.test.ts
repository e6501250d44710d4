import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = join(__dirname, '../..');

/** A fault as the registry tells of it. npm remembers faults by their number, so each has a new one. */
const fault = (severity: string, versions = '*') => [
  {
    id: randomInt(1e9, 2e9),
    url: 'https://advisories.example/1',
    title: 'It gives everything away',
    severity,
    vulnerable_versions: versions,
    cwe: [],
    cvss: { score: 9, vectorString: null },
  },
];

const FAULTY = { lodash: fault('high') };

let registry: Server | undefined;

afterEach(() => {
  registry?.closeAllConnections();
  registry?.close();
  registry = undefined;
});

/** A registry that knows these faults; a number is the status that it answers to the question for them instead. */
async function lendRegistry(faults: Record<string, unknown> | number): Promise<string> {
  registry = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (request.method !== 'POST') {
        // Which versions there are, of a package with a fault.
        const name = decodeURIComponent(request.url!.slice(1));
        return response.end(JSON.stringify({ name, 'dist-tags': {}, versions: {} }));
      }
      if (typeof faults === 'number') return response.writeHead(faults).end();
      const asked = JSON.parse(gunzipSync(Buffer.concat(pieces)).toString()) as Record<string, string[]>;
      response.end(
        JSON.stringify(Object.fromEntries(Object.entries(faults).filter(([name]) => name in asked))),
      );
    });
  });
  await new Promise<void>((resolve) => registry!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
}

/** Run what CI runs, against a registry of the test. */
function runAudit(url: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['.ci/audit.mjs'], {
    cwd: ROOT,
    env: { ...process.env, npm_config_registry: url, npm_config_fetch_retries: '0' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => (output += piece.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

test('a grave fault in a dependency of production fails, and is named', async () => {
  const url = await lendRegistry({ ...FAULTY, fastify: fault('critical') });

  const { code, output } = await runAudit(url);

  expect(output).toContain('fastify, critical: It gives everything away (https://advisories.example/1)');
  expect(code).toBe(1);
});

test.each([
  ['no fault at all', {}],
  ['a fault that is not grave', { fastify: fault('moderate') }],
  ['a fault of other versions', { fastify: fault('critical', '<1.0.0') }],
  ['a grave fault in a tool of development', { jest: fault('critical') }],
])('%s does not', async (_which, faults) => {
  const { code, output } = await runAudit(await lendRegistry({ ...FAULTY, ...faults }));

  expect(output).toMatch(/^No dependency of production has a known fault/);
  expect(code).toBe(0);
});

test.each([
  ['refuses the question', 405],
  ['has a fault of its own', 500],
  ['knows of no faults whatever is asked', {}],
])('a registry that %s is not taken for "none", and fails nothing', async (_how, faults) => {
  const { code, output } = await runAudit(await lendRegistry(faults));

  expect(output).toMatch(/^WARNING: the dependencies were not audited: /);
  expect(output).not.toContain('No dependency');
  expect(code).toBe(0);
});

test('neither is one that is away', async () => {
  const { code, output } = await runAudit('http://127.0.0.1:1');

  expect(output).toMatch(/^WARNING: the dependencies were not audited: /);
  expect(code).toBe(0);
});
