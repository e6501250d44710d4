import { createLanes, NoLaneError } from '../../src/activities/lanes';

const NEVER = new AbortController().signal;

/** A request that is open until it is told to end. */
function openRequest() {
  let end: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end: () => end!(), ask: () => ended };
}

/** Let all that can go on by now do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('as many as there are lanes ask at once, the others one after the other in the order in which they came', async () => {
  const lanes = createLanes(2, 60_000);
  const requests = Array.from({ length: 5 }, openRequest);
  const begun: number[] = [];
  const all = requests.map(({ ask }, index) =>
    lanes.run(NEVER, () => {
      begun.push(index);
      return ask();
    }),
  );

  await settle();
  expect(begun).toEqual([0, 1]);
  requests[1]!.end();
  await settle();
  expect(begun).toEqual([0, 1, 2]);
  for (const { end } of requests) end();
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('what was answered is handed on, and a request that fails frees its lane', async () => {
  const lanes = createLanes(1, 60_000);
  await expect(lanes.run(NEVER, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  await expect(lanes.run(NEVER, () => Promise.resolve('an answer'))).resolves.toBe('an answer');
});

test('one that waits too long asks nothing, and takes no lane from the next', async () => {
  const lanes = createLanes(1, 50);
  const first = openRequest();
  const asking = lanes.run(NEVER, first.ask);
  const ask = jest.fn(() => Promise.resolve());

  await expect(lanes.run(NEVER, ask)).rejects.toThrow(NoLaneError);
  first.end();
  await asking;
  expect(ask).not.toHaveBeenCalled();
  await expect(lanes.run(NEVER, () => Promise.resolve('free'))).resolves.toBe('free');
});

test('one that is cancelled while it waits, or before, asks nothing, and the lane goes to the one behind it', async () => {
  const lanes = createLanes(1, 60_000);
  const first = openRequest();
  const asking = lanes.run(NEVER, first.ask);
  const cancelled = new AbortController();
  const ask = jest.fn(() => Promise.resolve());
  const waiting = lanes.run(cancelled.signal, ask);
  const behind = lanes.run(NEVER, () => Promise.resolve('behind'));

  cancelled.abort(new Error('cancelled'));
  await expect(waiting).rejects.toThrow('cancelled');
  await expect(lanes.run(cancelled.signal, ask)).rejects.toThrow('cancelled');
  first.end();
  await asking;
  await expect(behind).resolves.toBe('behind');
  expect(ask).not.toHaveBeenCalled();
});
