import { median } from './measurements';

export interface InTurnOptions {
  /** Not measured. */
  warmUpRounds: number;
  rounds: number;
  /** Prepares a round for both. Default: nothing. */
  prepare?: () => Promise<void>;
  /** What is compared: measures once, with the number of the round from 0. */
  subject: (round: number) => Promise<number>;
  reference: (round: number) => Promise<number>;
}

/** Measure the reference and the subject in turn, each first in every other round. The baseline is the reference's median. */
export async function measureInTurn({
  warmUpRounds,
  rounds,
  prepare,
  subject,
  reference,
}: InTurnOptions): Promise<{ samples: number[]; baseline: number }> {
  const measured = { subject: [] as number[], reference: [] as number[] };
  const inTurn = [['reference', reference] as const, ['subject', subject] as const];
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    await prepare?.();
    for (const [name, measure] of round % 2 === 0 ? inTurn : inTurn.toReversed()) {
      const value = await measure(round);
      if (round >= warmUpRounds) measured[name].push(value);
    }
  }
  return { samples: measured.subject, baseline: median(measured.reference) };
}
