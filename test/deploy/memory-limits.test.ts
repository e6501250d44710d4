import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The limits of V8 and glibc in a file, in a fixed order. */
const readLimits = (file: string) =>
  [
    ...readFileSync(join(__dirname, '../..', file), 'utf8').matchAll(
      /--max-[a-z-]+-size=\d+|MALLOC_ARENA_MAX\b\D*\d+/g,
    ),
  ]
    .map(([limit]) => limit.replace(/^(MALLOC_ARENA_MAX)\D*/, '$1='))
    .sort();

test('every way to run the worker and the API in production has the same limits of memory', () => {
  const services = ['worker', 'api'].map((name) => `deploy/systemd/mobipium-sync-${name}.service`);
  for (const file of ['Dockerfile', 'ecosystem.config.js', ...services])
    expect([file, readLimits(file)]).toEqual([file, ['--max-old-space-size=256', 'MALLOC_ARENA_MAX=2']]);
});
