import { readInterval } from '../../../web/src/time/interval';
import { countAlive } from '../../../web/src/views/queues/alive';
import { secondsUntilNext } from '../../../web/src/views/schedules/times';

test.each([
  ['2m', 120],
  ['1h30m', 5_400],
  ['90s', 90],
  ['1d', 86_400],
  ['every hour', undefined],
  ['', undefined],
  ['2m x', undefined],
  ['-1h', undefined],
])('the interval %j has %p seconds', (text, seconds) => expect(readInterval(text)).toBe(seconds));

test('the next run is the first that is not due yet; a paused schedule has none', () => {
  const nowMs = Date.parse('2026-01-05T10:00:30Z');
  const nextRuns = ['2026-01-05T10:00:00Z', '2026-01-05T10:02:00Z', '2026-01-05T10:04:00Z'];
  expect(secondsUntilNext({ paused: false, nextRuns }, nowMs)).toBe(90);
  expect(secondsUntilNext({ paused: true, nextRuns }, nowMs)).toBeUndefined();
  expect(secondsUntilNext({ paused: false, nextRuns: [] }, nowMs)).toBeUndefined();
});

test('a worker that was not seen for more than one poll has stopped', () => {
  const nowMs = Date.parse('2026-01-05T10:05:00Z');
  const worker = (lastSeenAt: string) => ({ identity: '1@vm', takes: ['workflows' as const], lastSeenAt });
  const workers = [worker('2026-01-05T10:04:00Z'), worker('2026-01-05T10:03:20Z')];
  expect(countAlive({ workers }, nowMs)).toBe(1);
});
