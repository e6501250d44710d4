/** A text of the network whose meaning is not certain. */
interface Unreadable {
  kind: 'unreadable';
  /** One sentence, without the text itself: that is stored next to it. */
  reason: string;
}

/** The value of a text of the network. Every parser returns one and never throws. */
export type Parsed<T> = { kind: 'parsed'; value: T } | Unreadable;

/** The result of parsing a text whose meaning is certain. */
export function parsed<T>(value: T): Parsed<T> {
  return { kind: 'parsed', value };
}

/** The result of parsing any other text. `reason`: one sentence, without the text itself. */
export function unreadable(reason: string): Unreadable {
  return { kind: 'unreadable', reason };
}
