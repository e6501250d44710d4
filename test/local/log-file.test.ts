import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import pino from 'pino';
import { openLogFile } from '../../src/local/log-file';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mobipium-log-'));
  file = join(folder, 'service.log');
});

afterEach(() => rmSync(folder, { recursive: true }));

const numbersIn = (name: string) =>
  readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { number: number }).number);

test('the newest lines are in the file, the ones before in numbered files, and the oldest are gone', async () => {
  const logger = pino({}, openLogFile(file, { maxBytes: 1_000, maxFiles: 3 }));
  for (let number = 1; number <= 200; number += 1) {
    logger.info({ number }, 'line');
    if (number % 20 === 0) await setImmediate();
  }

  const names = readdirSync(folder).sort();
  expect(names).toEqual(['service.log', 'service.log.1', 'service.log.2']);
  for (const name of names) {
    const { size, mode } = statSync(join(folder, name));
    expect(size).toBeLessThanOrEqual(1_000);
    expect(mode & 0o777).toBe(0o600);
  }
  const kept = [...names].reverse().flatMap(numbersIn);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_none, index) => 201 - kept.length + index));
  expect(kept.length).toBeGreaterThan(15);
});

test('a file of an earlier start is continued, and counts', () => {
  writeFileSync(file, `${JSON.stringify({ number: 0 })}\n`.repeat(60));
  const logger = pino({}, openLogFile(file, { maxBytes: 1_000, maxFiles: 2 }));
  logger.info({ number: 1 }, 'line');
  expect(numbersIn('service.log').at(-1)).toBe(1);
  for (let number = 2; number <= 5; number += 1) logger.info({ number }, 'line');
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a line that is larger than the limit is written whole', () => {
  const logger = pino({}, openLogFile(file, { maxBytes: 100, maxFiles: 2 }));
  logger.info({ number: 1, text: 'x'.repeat(500) }, 'line');
  logger.info({ number: 2 }, 'line');
  expect([numbersIn('service.log.1'), numbersIn('service.log')]).toEqual([[1], [2]]);
});
