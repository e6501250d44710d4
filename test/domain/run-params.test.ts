import fc from 'fast-check';
import { FULL_SYNC_STATUSES } from '../../src/domain/run';
import {
  coversRun,
  findInputProblem,
  FULL_SYNC_DEFAULTS,
  type FullSyncParams,
  toFullSyncParams,
} from '../../src/domain/run-params';

test.each<[unknown[]]>([
  [[]],
  [[undefined]],
  [[null]],
  [[{}]],
  [[{ maxPages: null }]],
  [[{ maxPages: 1, concurrency: 50, status: 'Blocked', allowMassRemoval: true }]],
  [[{ maxPages: 100_000, concurrency: 1, status: 'any' }]],
])('a FULL accepts %j', (args) => {
  expect(findInputProblem('full', args)).toBeUndefined();
  expect(toFullSyncParams(args)).toEqual({ ...FULL_SYNC_DEFAULTS, ...(args[0] as object) });
});

test.each<[unknown[], string]>([
  [
    [{ allowMasRemoval: true }],
    'allowMasRemoval is not a parameter of this run, which has maxPages, concurrency, status, allowMassRemoval',
  ],
  [[{ maxPages: 0 }], 'maxPages is 0, but may only be a whole number from 1 to 100000, or null'],
  [[{ maxPages: '20' }], 'maxPages is "20", but may only be a whole number from 1 to 100000, or null'],
  [[{ maxPages: 1.5 }], 'maxPages is 1.5, but may only be a whole number from 1 to 100000, or null'],
  [[{ concurrency: 51 }], 'concurrency is 51, but may only be a whole number from 1 to 50'],
  [[{ concurrency: null }], 'concurrency is null, but may only be a whole number from 1 to 50'],
  [[{ status: 'active' }], 'status is "active", but may only be Active, Paused, Blocked, any'],
  [[{ allowMassRemoval: 1 }], 'allowMassRemoval is 1, but may only be true or false'],
  [
    [{ status: 7, concurrency: -1 }],
    'status is 7, but may only be Active, Paused, Blocked, any; concurrency is -1, but may only be a whole number from 1 to 50',
  ],
  [[{ continued: {} }], expect.stringMatching(/^continued is not a parameter/) as string],
  [[{ toString: 1 }], expect.stringMatching(/^toString is not a parameter/) as string],
  [['Active'], 'the input "Active" is not an object'],
  [['x'.repeat(58)], `the input "${'x'.repeat(58)}" is not an object`],
  [['x'.repeat(59)], `the input "${'x'.repeat(59)}… is not an object`],
  [[[{ maxPages: 1 }]], 'the input [{"maxPages":1}] is not an object'],
  [[{}, { maxPages: 1 }], 'a run takes one input, not 2'],
])('a FULL refuses %j and names what is wrong', (args, problem) => {
  expect(findInputProblem('full', args)).toEqual(problem);
});

test.each(['high', 'refresh'] as const)('a %s accepts no parameters', (kind) => {
  expect(findInputProblem(kind, [{}])).toBeUndefined();
  expect(findInputProblem(kind, [{ status: 'any' }])).toBe(
    'status is not a parameter of this run, which has none',
  );
});

test('a problem stays short, whatever the input', () => {
  fc.assert(
    fc.property(fc.array(fc.anything(), { maxLength: 3 }), (args) => {
      const json = JSON.parse(JSON.stringify(args)) as unknown[];
      expect((findInputProblem('full', json) ?? '').length).toBeLessThan(1_000);
    }),
  );
  const large = Object.fromEntries(
    Array.from({ length: 9_999 }, (_, index) => [`field${index}`, 'x'.repeat(99)]),
  );
  expect(findInputProblem('full', [large])!.length).toBeLessThan(1_000);
});

const params = fc.record<FullSyncParams>({
  maxPages: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
  concurrency: fc.integer({ min: 1, max: 50 }),
  status: fc.constantFrom(...FULL_SYNC_STATUSES),
  allowMassRemoval: fc.boolean(),
});

/** What a FULL does: the pages that it reads, and whether it may mark many offers as gone. */
function workOf({ maxPages, status, allowMassRemoval }: FullSyncParams): Set<string> {
  const pages = Array.from({ length: maxPages ?? 6 }, (_, page) => `page ${page}`);
  // Only the whole catalogue contains the pages of each status.
  const lists = status === 'any' && maxPages === null ? FULL_SYNC_STATUSES : [status];
  const read = lists.flatMap((list) => pages.map((page) => `${list}: ${page}`));
  return new Set(allowMassRemoval ? [...read, 'mass removal'] : read);
}

test('a FULL covers another exactly if it does all of its work', () => {
  fc.assert(
    fc.property(params, params, (more, less) => {
      const done = workOf(more);
      expect(coversRun('full', more, less)).toBe([...workOf(less)].every((part) => done.has(part)));
    }),
    { numRuns: 2_000 },
  );
});

test('a run with unknown or invalid parameters covers nothing', () => {
  for (const unknown of [undefined, null, 'x', {}, { maxPage: 3 }, { invalid: true }]) {
    expect(coversRun('full', unknown, FULL_SYNC_DEFAULTS)).toBe(false);
  }
  expect(coversRun('high', {}, {})).toBe(true);
  expect(coversRun('high', { invalid: true }, {})).toBe(false);
  expect(coversRun('high', undefined, {})).toBe(false);
});
