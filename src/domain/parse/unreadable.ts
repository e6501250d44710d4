/** What a reader answers when the network's words have no meaning it can be sure of. */
export interface Unreadable {
  kind: 'unreadable';
  /** One sentence, without the words themselves: those are kept beside it. */
  reason: string;
}

/** An `Unreadable` with this reason. */
export function unreadable(reason: string): Unreadable {
  return { kind: 'unreadable', reason };
}
