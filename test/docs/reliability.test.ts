import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const FAULTS = join(ROOT, 'test/faults');

/** Of each fault of the table, by its number, the tests that it names. */
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

/** Of each fault, the files with tests that begin with its number. */
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

test('every fault of the table has the tests that it names, and every test of a fault is named', () => {
  const table = readTable();
  expect([...table.keys()]).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  const tests = readTests();
  for (const [number, files] of table) {
    expect({ number, files: [...files].sort() }).toEqual({
      number,
      files: [...(tests.get(number) ?? [])].sort(),
    });
  }
});
