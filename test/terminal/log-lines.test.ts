import { createLogLineStream } from '../../src/terminal/log-lines';

/** The lines that a terminal shows for these records of the log. */
function show(...records: object[]): string[] {
  const lines: string[] = [];
  const stream = createLogLineStream({
    print: (line) => lines.push(line),
    printRunEnd: (line, kind) => lines.push(`${kind} ended: ${line}`),
  });
  stream.write(`${records.map((record) => JSON.stringify({ time: 0, ...record })).join('\n')}\n`);
  return lines.map((line) => line.replace(/\d\d:\d\d:\d\d/g, '00:00:00'));
}

test('a warning shows its reason, or else its code', () => {
  expect(
    show(
      { level: 40, msg: 'attempt failed', reason: 'the network refused the token' },
      { level: 50, msg: 'attempt failed', code: 'ECONNRESET' },
      { level: 40, msg: 'attempt failed', reason: 'the database cannot be reached', code: '57P03' },
      { level: 40, msg: 'Temporal is unavailable, retrying', suppressed: 3 },
    ),
  ).toEqual([
    '00:00:00  attempt failed: the network refused the token',
    '00:00:00  attempt failed: ECONNRESET',
    '00:00:00  attempt failed: the database cannot be reached (57P03)',
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

test('a run that ended is one line, with the counts that are not zero', () => {
  const run = { status: 'completed', durationMs: 8_432, offersMet: 10_187, listAfter: 352 };
  expect(
    show(
      { level: 30, kind: 'full', ...run, offersNew: 10_212, offersChanged: 0 },
      { level: 30, kind: 'refresh', ...run, durationMs: 310, reasons: [] },
      {
        level: 40,
        kind: 'high',
        ...run,
        status: 'incomplete',
        offersChanged: 2,
        reasons: ['batch 3 is missing'],
      },
    ),
  ).toEqual([
    'full ended: 00:00:00  FULL completed in 8.4 s: 10,187 offers, 10,212 new, 352 listed',
    'refresh ended: 00:00:00  REFRESH completed in 0.3 s: 352 listed',
    'high ended: 00:00:00  HIGH incomplete in 8.4 s: 10,187 offers, 2 changed, 352 listed (batch 3 is missing)',
  ]);
});

test('other records are only in the file', () => {
  expect(show({ level: 30, msg: 'Worker state changed', reason: 'start' })).toEqual([]);
});
