import type { BeforeResponse } from '../../src/sandbox';

/**
 * Holds the network's answers back in the middle of a run: what a test does there does not race with the run, however
 * fast or slow the machine is.
 */
export interface Gate {
  /** For the sandbox. */
  beforeResponse: BeforeResponse;
  /** Answers that are held back. */
  readonly held: number;
  /** Let so many more requests be answered, and hold back the answers to those that come after them. */
  closeAfter(answers: number): void;
  /** Let all of them through, also those that are held back. */
  open(): void;
}

/** Make a gate, open. */
export function createGate(): Gate {
  let left = Infinity;
  const waiting: (() => void)[] = [];
  return {
    beforeResponse: () => {
      left -= 1;
      if (left >= 0) return;
      return new Promise<void>((pass) => waiting.push(pass));
    },
    get held() {
      return waiting.length;
    },
    closeAfter(answers) {
      left = answers;
    },
    open() {
      left = Infinity;
      waiting.splice(0).forEach((pass) => pass());
    },
  };
}
