import { drawShare } from '../catalogue/draw';
import type { OffersRequest } from '../request';
import type { Fault, FaultEffect, Faults } from './schema';

/** What the conditions of a fault look at. */
export interface FaultCandidate {
  /** The number of the request, from 1. */
  number: number;
  /** The number of earlier requests within the same second of the clock. */
  earlierInSecond: number;
  /** Undefined for an invalid request. */
  request: OffersRequest | undefined;
}

const TOPIC = 80;

/** Hold the current faults and select the effect for each request. */
export function createFaultInjector(seed: number, clock: () => number) {
  let active: readonly { fault: Fault; setAtMs: number; hits: number }[] = [];

  return {
    /** Replace all faults; the counts of `first` and `forMs` restart. */
    set(faults: Faults): void {
      const list = faults === null ? [] : Array.isArray(faults) ? faults : [faults];
      active = list.map((fault) => ({ fault, setAtMs: clock(), hits: 0 }));
    },
    list: (): Fault[] => active.map(({ fault }) => fault),
    select({ number, earlierInSecond, request }: FaultCandidate): FaultEffect | undefined {
      const match = active.find(({ fault: { when = {} }, setAtMs, hits }) => {
        const { share, pages, asked, first, forMs, overPerSecond } = when;
        const isById = request?.list.ids !== undefined;
        return (
          (first === undefined || hits < first) &&
          (forMs === undefined || clock() - setAtMs < forMs) &&
          (overPerSecond === undefined || earlierInSecond >= overPerSecond) &&
          (asked === undefined || isById === (asked === 'by-id')) &&
          (pages === undefined || (request !== undefined && !isById && pages.includes(request.page))) &&
          (share === undefined || drawShare(seed, TOPIC, number) < share)
        );
      });
      if (match === undefined) return undefined;
      match.hits += 1;
      return match.fault.effect;
    },
  };
}

export type FaultInjector = ReturnType<typeof createFaultInjector>;
