import { createCoalescer } from '../../src/async/coalesce';
import { createSlots } from '../../src/async/semaphore';

/** A question that is answered when the test says so, each time with the next number. */
function createQuestion() {
  const open: { answer: () => void; fail: () => void }[] = [];
  let asked = 0;
  return {
    ask: () => {
      const number = (asked += 1);
      return new Promise<number>((resolve, reject) => {
        open.push({ answer: () => resolve(number), fail: () => reject(new Error(`no ${number}`)) });
      });
    },
    answerOne: () => open.shift()!.answer(),
    failOne: () => open.shift()!.fail(),
    asked: () => asked,
  };
}

/** Until everything that can go on has gone on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('who comes while it is being asked waits for the next answer, and all of them share it', async () => {
  const [share, question] = [createCoalescer(), createQuestion()];
  const first = share('x', question.ask);
  const later = Array.from({ length: 50 }, () => share('x', question.ask));
  expect(question.asked()).toBe(1);

  question.answerOne();
  expect(await first).toBe(1);
  await settle();
  expect(question.asked()).toBe(2);
  question.answerOne();
  expect(new Set(await Promise.all(later))).toEqual(new Set([2]));

  await settle();
  const next = share('x', question.ask);
  question.answerOne();
  expect(await next).toBe(3);
});

test('a failure is told to those who share it, and the next are asked anew', async () => {
  const [share, question] = [createCoalescer(), createQuestion()];
  const first = share('x', question.ask);
  const later = share('x', question.ask);

  question.failOne();
  await expect(first).rejects.toThrow('no 1');
  await settle();
  question.answerOne();
  expect(await later).toBe(2);
});

test('other questions do not wait', async () => {
  const [share, question] = [createCoalescer(), createQuestion()];
  const one = share('x', question.ask);
  const other = share('y', question.ask);
  expect(question.asked()).toBe(2);

  question.answerOne();
  question.answerOne();
  expect(await Promise.all([one, other])).toEqual([1, 2]);
});

test('places are given in the order in which they were asked for, and waiting ends at the deadline', async () => {
  const slots = createSlots(2);
  const soon = () => Date.now() + 20;
  const far = () => Date.now() + 60_000;
  expect(await Promise.all([slots.take(soon()), slots.take(soon())])).toEqual([true, true]);
  expect(await slots.take(soon())).toBe(false);

  const got: string[] = [];
  const waiting = ['first', 'second'].map(async (name) => {
    expect(await slots.take(far())).toBe(true);
    got.push(name);
  });
  slots.free();
  await settle();
  expect(got).toEqual(['first']);
  slots.free();
  await Promise.all(waiting);
  expect(got).toEqual(['first', 'second']);

  // What was given up by its deadline is not given a place later.
  slots.free();
  slots.free();
  expect(await Promise.all([slots.take(soon()), slots.take(soon())])).toEqual([true, true]);
});
