import { drawShare } from '../catalogue/draw';
import type { Question } from '../read-question';
import type { Fault, FaultEffect, Faults } from './fault';

/** A request as far as a fault looks at it. */
export interface FaultedRequest {
  /** The running number of the request, from 1. */
  number: number;
  /** How many came before it within the same second of the clock. */
  beforeInSecond: number;
  /** Undefined where the network would not take the question. */
  question: Question | undefined;
}

const TOPIC = 80;

/** Hold the faults that are set, and say of each request which effect strikes it. */
export function createFaultPicker(seed: number, clock: () => number) {
  let faults: readonly { fault: Fault; setAtMs: number; struck: number }[] = [];

  return {
    /** Replace all faults; what `first` and `forMs` count begins anew. */
    set(wanted: Faults): void {
      const list = wanted === null ? [] : Array.isArray(wanted) ? wanted : [wanted];
      faults = list.map((fault) => ({ fault, setAtMs: clock(), struck: 0 }));
    },
    list: (): Fault[] => faults.map(({ fault }) => fault),
    pick(request: FaultedRequest): FaultEffect | undefined {
      const striking = faults.find(({ fault: { when = {} }, setAtMs, struck }) => {
        const { share, pages, asked, first, forMs, overPerSecond } = when;
        const { number, beforeInSecond, question } = request;
        const isById = question?.ids !== undefined;
        return (
          (first === undefined || struck < first) &&
          (forMs === undefined || clock() - setAtMs < forMs) &&
          (overPerSecond === undefined || beforeInSecond >= overPerSecond) &&
          (asked === undefined || isById === (asked === 'by-id')) &&
          (pages === undefined || (question !== undefined && !isById && pages.includes(question.page))) &&
          (share === undefined || drawShare(seed, TOPIC, number) < share)
        );
      });
      if (striking === undefined) return undefined;
      striking.struck += 1;
      return striking.fault.effect;
    },
  };
}

export type FaultPicker = ReturnType<typeof createFaultPicker>;
