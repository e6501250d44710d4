import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../../harness/processes/program';

const ROOT = join(__dirname, '../..');
const LAUNCHER = 'bin/mobipium-sync';

/** The limits of V8 and glibc in a file, in a fixed order. */
const readLimits = (file: string) =>
  [
    ...readFileSync(join(ROOT, file), 'utf8').matchAll(
      /--max-[a-z]+-space-size=\d+|MALLOC_ARENA_MAX\b=?\D*\d+/g,
    ),
  ]
    .map(([limit]) => limit.replace(/^(MALLOC_ARENA_MAX)\D*/, '$1='))
    .sort();

test('every way to run the worker and the API has the same limits of memory', () => {
  const services = ['worker', 'api'].map((name) => `deploy/systemd/mobipium-sync-${name}.service`);
  for (const file of ['Dockerfile', 'ecosystem.config.js', ...services, LAUNCHER])
    expect([file, readLimits(file)]).toEqual([
      file,
      ['--max-old-space-size=256', '--max-semi-space-size=4', 'MALLOC_ARENA_MAX=2'],
    ]);
});

describe('the program of the npm scripts', () => {
  let bin: string;

  beforeAll(() => {
    bin = mkdtempSync(join(tmpdir(), 'mobipium-node-'));
    // A Node that prints what it gets.
    writeFileSync(
      join(bin, 'node'),
      '#!/bin/sh\necho "$$ $NPM_PID $MALLOC_ARENA_MAX $NODE_OPTIONS"\nshift\necho "$*"\n',
    );
    chmodSync(join(bin, 'node'), 0o755);
  });

  afterAll(() => rmSync(bin, { recursive: true }));

  const run = async (environment: Record<string, string>) => {
    const program = startProgram([join(ROOT, LAUNCHER), 'runs', '--limit 3'], {
      PATH: `${bin}:${process.env.PATH}`,
      ...environment,
    });
    await program.ended();
    const [, pid, parent, arenas, options, args] =
      /^(\d+) (\d+) (\d+) (.*)\n(.*)\n$/.exec(program.output()) ?? [];
    expect([Number(pid), Number(parent), args]).toEqual([program.pid, process.pid, 'runs --limit 3']);
    return { arenas, options: options?.trim().split(' ') };
  };

  test('is Node itself, which knows its parent and has the limits', async () => {
    expect(await run({})).toEqual({
      arenas: '2',
      options: [expect.stringMatching(/^--max-old/), expect.stringMatching(/^--max-semi/)],
    });
  });

  test('leaves what the environment says: the last option applies', async () => {
    const { arenas, options } = await run({
      MALLOC_ARENA_MAX: '8',
      NODE_OPTIONS: '--max-old-space-size=900',
    });
    expect([arenas, options?.at(-1)]).toEqual(['8', '--max-old-space-size=900']);
  });
});
