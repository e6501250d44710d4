import { createHash, timingSafeEqual } from 'node:crypto';

/** What a caller may do: nothing, only read, or also change state. */
export type Access = 'none' | 'read' | 'write';

export interface ApiKeys {
  /** The key for everything (`API_KEY`). */
  key: string;
  /** The key that only reads (`API_READ_KEY`). Undefined: there is none. */
  readKey?: string | undefined;
}

/** The access that a text gives if it is sent as a key. */
export type AccessOfKey = (candidate: string) => Access;

/** Creates the comparison with both keys, which takes the same time for every candidate. */
export function createKeyComparison({ key, readKey }: ApiKeys): AccessOfKey {
  const expected = digest(key);
  const expectedForReads = readKey === undefined ? undefined : digest(readKey);
  return (candidate) => {
    const given = digest(candidate);
    const mayWrite = timingSafeEqual(given, expected);
    const mayRead = expectedForReads !== undefined && timingSafeEqual(given, expectedForReads);
    return mayWrite ? 'write' : mayRead ? 'read' : 'none';
  };
}

/** Has the same length for every key, which the comparison requires. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
