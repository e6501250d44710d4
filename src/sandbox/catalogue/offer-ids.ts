import { draw } from './draw';

const FIRST_ID = 1_000;
const IDS_PER_POSITION = 4;
const TOPIC = 5;

/** Numeric ids in ascending order of position with gaps of 1 to 7, so that the next id is not predictable. */
export function idOfPosition(seed: number, position: number): string {
  return String(FIRST_ID + IDS_PER_POSITION * position + (draw(seed, TOPIC, position) % IDS_PER_POSITION));
}

/** Undefined for a text that is never an id of a catalogue with this seed. */
export function positionOfId(seed: number, id: string): number | undefined {
  if (!/^[1-9]\d{3,9}$/.test(id)) return undefined;
  const position = Math.floor((Number(id) - FIRST_ID) / IDS_PER_POSITION);
  return idOfPosition(seed, position) === id ? position : undefined;
}
