import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

interface Test {
  path: string;
  context: object;
}

// A module of CommonJS without types, because Jest loads it without the transform.
const Sequencer = jest.requireActual<{
  LONGEST: string[];
  new (options: object): { sort(tests: Test[]): Promise<Test[]> };
}>('./longest-first');

/** Of a project without recorded durations. */
const CONTEXT = {
  config: { cacheDirectory: join(ROOT, 'nowhere'), id: 'none', haste: {} },
  hasteFS: { getSize: (path: string) => path.length },
};

test('the longest files exist', () => {
  expect(Sequencer.LONGEST.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('the longest files come first, the longest of them before the others, and then the largest files', async () => {
  const files = [...Sequencer.LONGEST.toReversed(), '/test/short.test.ts', '/test/larger.test.ts'];
  const tests = files.map((file) => ({ path: join(ROOT, file), context: CONTEXT }));

  const sorted = await new Sequencer({ contextConfig: {}, globalConfig: {} }).sort(tests);

  const expected = [...Sequencer.LONGEST, '/test/larger.test.ts', '/test/short.test.ts'];
  expect(sorted.map(({ path }) => path)).toEqual(expected.map((file) => join(ROOT, file)));
});
