import { createLogLineStream } from '../../src/terminal/log-lines';

/** The lines that a terminal shows for these records of the log. */
function show(...records: object[]): string[] {
  const lines: string[] = [];
  const stream = createLogLineStream((line) => lines.push(line));
  stream.write(`${records.map((record) => JSON.stringify({ time: 0, ...record })).join('\n')}\n`);
  return lines.map((line) => line.replace(/\d\d:\d\d:\d\d/g, '00:00:00'));
}

test('a warning shows its reason, or else its code', () => {
  expect(
    show(
      { level: 40, msg: 'attempt failed', reason: 'the network refused the token' },
      { level: 50, msg: 'attempt failed', code: 'ECONNRESET' },
      { level: 40, msg: 'Temporal is unavailable, retrying', suppressed: 3 },
    ),
  ).toEqual([
    '00:00:00  attempt failed: the network refused the token',
    '00:00:00  attempt failed: ECONNRESET',
    '00:00:00  Temporal is unavailable, retrying',
  ]);
});

test('a failed request shows which one it is and until when it is retried, in 80 columns', () => {
  const lines = show({
    level: 40,
    msg: 'attempt failed',
    reason: 'the network could not be reached (ENOTFOUND)',
    request: 'page/104',
    attempt: 3,
    retryUntil: '2026-01-05T10:05:00.000Z',
  });
  expect(lines).toEqual([
    '00:00:00  attempt failed: the network could not be reached (ENOTFOUND)',
    '          page 104, attempt 3, retrying until 00:00:00',
  ]);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test('other records are only in the file', () => {
  expect(show({ level: 30, msg: 'Worker state changed', reason: 'start' })).toEqual([]);
});
