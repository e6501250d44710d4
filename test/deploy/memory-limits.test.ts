import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The limits of V8 and glibc in a text, in a fixed order. */
const limitsIn = (text: string) =>
  [...text.matchAll(/--max-[a-z-]+-size=\d+|MALLOC_ARENA_MAX\b\D*\d+/g)]
    .map(([limit]) => limit.replace(/^(MALLOC_ARENA_MAX)\D*/, '$1='))
    .sort();

test('every way to run the worker and the API has the same limits of memory', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const limits = limitsIn(scripts.start!);
  expect(limits).toHaveLength(3);
  const services = ['worker', 'api'].map((name) => `deploy/systemd/mobipium-sync-${name}.service`);
  const texts = [
    scripts.worker!,
    scripts.api!,
    ...['Dockerfile', 'ecosystem.config.js', ...services].map(read),
  ];
  expect(texts.map(limitsIn)).toEqual(texts.map(() => limits));
});
