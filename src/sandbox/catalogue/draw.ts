// Read from the global once: these functions run millions of times, and in a VM context, such as a test runner's, each
// access to a global is slow.
const { imul } = Math;

/** What a draw decides. Draws on two topics of one offer are independent. */
export type Topic = number;

/**
 * Draw a whole number from 0 to 4,294,967,295. Deterministic on every machine.
 *
 * `period` is the period of time that the draw is valid in; permanent draws use 0.
 */
export function draw(seed: number, topic: Topic, subject: number, period = 0): number {
  let hash = mix(seed ^ 0x9e3779b9);
  hash = mix(hash ^ imul(topic + 1, 0x85ebca6b));
  hash = mix(hash ^ imul(subject + 1, 0xc2b2ae35));
  return mix(hash ^ imul(period + 1, 0x27d4eb2f));
}

/** Draw a number from 0 (inclusive) to 1 (exclusive). */
export function drawShare(seed: number, topic: Topic, subject: number, period = 0): number {
  return draw(seed, topic, subject, period) / 4_294_967_296;
}

/** Select one item of a non-empty list by a drawn number. */
export function drawOne<Item>(items: readonly [Item, ...Item[]], number: number): Item {
  return items[number % items.length] ?? items[0];
}

/** The finaliser of MurmurHash3: each bit of the input changes about half of the bits of the result. */
function mix(value: number): number {
  let hash = value;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
