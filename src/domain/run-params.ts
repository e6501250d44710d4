import { MAX_PAGES } from './network-limits';
import { FULL_SYNC_STATUSES, type FullSyncStatus, type SyncKind } from './run';

/** The parameters of a FULL. */
export interface FullSyncParams {
  /** Read only this many pages, from the first; null: the whole catalogue. A partial scan never sweeps. */
  maxPages: number | null;
  /**
   * Pages in flight. Exact for the whole run below 10; from 10 on, more chunks are kept in flight, and the workers'
   * own limit (`FULL_SYNC_CONCURRENCY` each) bounds the requests.
   */
  concurrency: number;
  status: FullSyncStatus;
  /** Mark missing offers even if more than `SWEEP_MAX_SHARE` of the known Active offers would become Unknown. */
  allowMassRemoval: boolean;
}

/** The parameters of a scheduled FULL, and the defaults of a manual one. */
export const FULL_SYNC_DEFAULTS: FullSyncParams = {
  maxPages: null,
  concurrency: 10,
  status: 'Active',
  allowMassRemoval: false,
};

/** What the numbers may be: API, command line and workflow accept the same. */
export const FULL_SYNC_BOUNDS = {
  maxPages: { minimum: 1, maximum: MAX_PAGES },
  concurrency: { minimum: 1, maximum: 50 },
} as const;

interface Rule {
  isValid: (value: unknown) => boolean;
  allowed: string;
}

const FULL_SYNC_RULES: Record<keyof FullSyncParams, Rule> = {
  maxPages: {
    isValid: (value) => value === null || isWithin(FULL_SYNC_BOUNDS.maxPages, value),
    allowed: `a whole number from 1 to ${MAX_PAGES}, or null`,
  },
  concurrency: {
    isValid: (value) => isWithin(FULL_SYNC_BOUNDS.concurrency, value),
    allowed: `a whole number from 1 to ${FULL_SYNC_BOUNDS.concurrency.maximum}`,
  },
  status: {
    isValid: (value) => FULL_SYNC_STATUSES.some((status) => status === value),
    allowed: FULL_SYNC_STATUSES.join(', '),
  },
  allowMassRemoval: { isValid: (value) => typeof value === 'boolean', allowed: 'true or false' },
};

const RULES: Record<SyncKind, Record<string, Rule>> = { high: {}, full: FULL_SYNC_RULES, refresh: {} };

/** Longer texts are cut, because the message is stored and shown. */
const MAX_TEXT_LENGTH = 60;
const MAX_PROBLEMS = 5;

/**
 * Check the arguments with which a run was started: none, or one object with its parameters.
 *
 * @returns what is wrong, naming each field and what is allowed. Undefined: nothing.
 */
export function findInputProblem(kind: SyncKind, args: readonly unknown[]): string | undefined {
  if (args.length > 1) return `a run takes one input, not ${args.length}`;
  const input = args[0] ?? {};
  if (typeof input !== 'object' || Array.isArray(input)) return `the input ${show(input)} is not an object`;
  const rules = RULES[kind];
  const problems = Object.entries(input).flatMap(([name, value]) => {
    if (!Object.hasOwn(rules, name))
      return [`${showName(name)} is not a parameter of this run, which has ${listNames(rules)}`];
    const { isValid, allowed } = rules[name]!;
    return isValid(value) ? [] : [`${name} is ${show(value)}, but may only be ${allowed}`];
  });
  return problems.length === 0 ? undefined : problems.slice(0, MAX_PROBLEMS).join('; ');
}

/** Complete the valid input of a FULL with the defaults. */
export function toFullSyncParams(args: readonly unknown[]): FullSyncParams {
  return { ...FULL_SYNC_DEFAULTS, ...(args[0] as Partial<FullSyncParams> | undefined) };
}

/**
 * Whether a run with the parameters `other` does at least what one with the parameters `own` would do. The concurrency
 * does not matter. Parameters that are not known cover nothing.
 */
export function coversRun(kind: SyncKind, other: unknown, own: object): boolean {
  if (typeof other !== 'object' || other === null) return false;
  // A run with invalid input fails.
  if (kind !== 'full') return Object.keys(other).length === 0;
  const [more, less] = [other as Partial<FullSyncParams>, own as FullSyncParams];
  return (
    coversPages(more, less) &&
    (more.allowMassRemoval === true || more.allowMassRemoval === less.allowMassRemoval)
  );
}

/** The first pages of all offers are not the first pages of the Active ones. */
function coversPages(more: Partial<FullSyncParams>, less: FullSyncParams): boolean {
  if (more.maxPages === null) return more.status === 'any' || more.status === less.status;
  return (
    more.maxPages !== undefined &&
    less.maxPages !== null &&
    more.maxPages >= less.maxPages &&
    more.status === less.status
  );
}

function isWithin({ minimum, maximum }: { minimum: number; maximum: number }, value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
}

function listNames(rules: Record<string, Rule>): string {
  const names = Object.keys(rules);
  return names.length === 0 ? 'none' : names.join(', ');
}

function show(value: unknown): string {
  return cut(JSON.stringify(value) ?? typeof value);
}

/** Without control characters, which PostgreSQL may refuse. */
function showName(name: string): string {
  return cut(JSON.stringify(name).slice(1, -1));
}

function cut(text: string): string {
  return text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH)}…`;
}
