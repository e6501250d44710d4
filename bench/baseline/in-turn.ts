import { median } from '../measurements';

export interface InTurnOptions {
  /** Not measured. */
  warmUpRounds: number;
  rounds: number;
  /** What is compared: measures once, with the number of the round from 0. */
  subject: (round: number) => Promise<number>;
  reference: (round: number) => Promise<number>;
}

/** Measure the reference and the subject in turn. The baseline is the reference's median. */
export async function measureInTurn({ warmUpRounds, rounds, subject, reference }: InTurnOptions) {
  const samples: number[] = [];
  const references: number[] = [];
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    const values = { reference: await reference(round), subject: await subject(round) };
    if (round < warmUpRounds) continue;
    references.push(values.reference);
    samples.push(values.subject);
  }
  return { samples, baseline: median(references) };
}
