/** The page of the catalogue that `broken_page` breaks. Every scan reads it. */
const BROKEN_PAGE = 3;

/** Longer than an answer usually takes, and shorter than the worker waits for one, in milliseconds. */
const SLOW_MS = 3_000;

/**
 * Above the default of `SWEEP_MAX_SHARE`, so that the sweep of a FULL refuses to mark them. Which offers vanish is drawn for
 * each of them: of a share of exactly 20 %, somewhat more or less vanish.
 */
const VANISHED_SHARE = 0.25;

/** The faults that can be injected by name: what the sandbox is asked to do. */
const FAULTS = {
  broken_page: {
    description: `Page ${BROKEN_PAGE} of every scan answers HTTP 500.`,
    fault: { when: { pages: [BROKEN_PAGE] }, effect: { kind: 'status', status: 500 } },
  },
  vanished_offers: {
    description: `The network returns none of a quarter of its offers, neither in scans nor by id.`,
    fault: { effect: { kind: 'vanish-share', share: VANISHED_SHARE } },
  },
  slow: {
    description: `Every answer is ${SLOW_MS / 1_000} seconds late.`,
    fault: { effect: { kind: 'late', ms: SLOW_MS } },
  },
  refused_token: {
    description: 'The network refuses the token: every answer is HTTP 401.',
    fault: { effect: { kind: 'status', status: 401 } },
  },
} as const;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** The fault as the sandbox takes it. */
export function faultOf(name: FaultName): object {
  return FAULTS[name].fault;
}

/** Names a fault of the sandbox. `other`: it was injected through the sandbox's own routes. */
export function nameFault(fault: unknown): { name: FaultName | 'other'; description: string } {
  const text = JSON.stringify(fault);
  const name = FAULT_NAMES.find((each) => JSON.stringify(FAULTS[each].fault) === text);
  return name === undefined
    ? { name: 'other', description: 'Injected through the routes of the sandbox.' }
    : { name, description: FAULTS[name].description };
}
