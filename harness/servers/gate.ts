import type { SandboxOptions } from '../../src/sandbox';

/**
 * Holds the sandbox's responses back, so that what a test does in the middle of a run does not race with the run on a
 * fast or slow machine.
 */
export interface Gate {
  /** The option of the sandbox. */
  beforeResponse: NonNullable<SandboxOptions['beforeResponse']>;
  /** How many responses are held back. */
  readonly held: number;
  /** Let this number of further responses pass, and hold back those after them. */
  closeAfter(responses: number): void;
  /** Let everything pass, including what is held back. */
  open(): void;
}

/** Create a gate that is open. */
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
    closeAfter(responses) {
      left = responses;
    },
    open() {
      left = Infinity;
      waiting.splice(0).forEach((pass) => pass());
    },
  };
}
