import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const FAULTS = join(ROOT, 'test/faults');

/** The test files in each row of the table, by fault number. */
function readTable(): Map<number, string[]> {
  const page = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (\d+) .*$/gm)];
  return new Map(
    rows.map(([row, number]) => [
      Number(number),
      [...row.matchAll(/\]\(\.\.\/test\/faults\/([^)]+)\)/g)].map(([, file = '']) => file),
    ]),
  );
}

/** The test files with a test for each fault number. */
function readTests(): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  const names = readdirSync(FAULTS, { recursive: true, encoding: 'utf8' });
  for (const file of names.filter((name) => name.endsWith('.test.ts'))) {
    for (const [, number] of readFileSync(join(FAULTS, file), 'utf8').matchAll(/['`]fault (\d+):/g)) {
      const files = found.get(Number(number)) ?? new Set();
      found.set(Number(number), files.add(file));
    }
  }
  return found;
}

test('every fault in the table has the listed tests, and every fault test is listed', () => {
  const table = readTable();
  expect([...table.keys()]).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  const tests = readTests();
  for (const [number, files] of table) {
    expect({ number, files: [...files].sort() }).toEqual({
      number,
      files: [...(tests.get(number) ?? [])].sort(),
    });
  }
});
