import type { StartRun } from '../../api';

/** The parameters of a FULL. */
type Body = NonNullable<Extract<StartRun, { kind: 'full' }>['body']>;

/** The statuses of offers that a FULL can be limited to. */
export const FULL_STATUSES = [
  'Active',
  'Paused',
  'Blocked',
  'any',
] as const satisfies readonly Body['status'][];

/** The parameters of a FULL that carries out what the sweep of a run with these parameters refused. */
export function carryOutBody({ status }: Record<string, unknown>): Body {
  const same = FULL_STATUSES.find((each) => each === status);
  return { allowMassRemoval: true, ...(same !== undefined && { status: same }) };
}
