// Taken out of the global once: this is called millions of times, and in a VM context, such as a test runner's, each
// look at a global is slow.
const { imul } = Math;

/** What each draw decides: two topics of one offer are independent of each other. */
export type Topic = number;

/**
 * Draw a whole number from 0 to 4,294,967,295. The same arguments give the same number, on every machine.
 *
 * `slot` is the stretch of time the draw holds for; draws that hold for ever use 0.
 */
export function draw(seed: number, topic: Topic, subject: number, slot = 0): number {
  let hash = mix(seed ^ 0x9e3779b9);
  hash = mix(hash ^ imul(topic + 1, 0x85ebca6b));
  hash = mix(hash ^ imul(subject + 1, 0xc2b2ae35));
  return mix(hash ^ imul(slot + 1, 0x27d4eb2f));
}

/** Draw a number from 0 up to, but not including, 1. */
export function drawShare(seed: number, topic: Topic, subject: number, slot = 0): number {
  return draw(seed, topic, subject, slot) / 4_294_967_296;
}

/** Draw one item of a list that is not empty. */
export function drawOne<Item>(items: readonly [Item, ...Item[]], number: number): Item {
  return items[number % items.length] ?? items[0];
}

/** The finaliser of MurmurHash3: each bit of the input changes about half the bits of the result. */
function mix(value: number): number {
  let hash = value;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
