import type { StartRun } from '../../api';

type Body = NonNullable<Extract<StartRun, { kind: 'full' }>['body']>;

const STATUSES = ['Active', 'Paused', 'Blocked', 'any'] as const;

/** The parameters of a FULL that carries out what the sweep of a run with these parameters refused. */
export function carryOutBody({ status }: Record<string, unknown>): Body {
  const same = STATUSES.find((each) => each === status);
  return { allowMassRemoval: true, ...(same !== undefined && { status: same }) };
}
