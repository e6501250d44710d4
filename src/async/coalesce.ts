/** Asks something, unless the same is being asked already: see {@link createCoalescer}. */
export type Coalescer = <T>(question: string, ask: () => Promise<T>) => Promise<T>;

interface Asking {
  now: Promise<unknown>;
  next: Promise<unknown> | undefined;
}

/**
 * However many ask the same at once, it is asked once at a time.
 *
 * Who comes while it is being asked waits for the next time, which begins after they came: so what somebody has just
 * changed is in the answer. Equal questions have equal names, and answers of one type.
 */
export function createCoalescer(): Coalescer {
  const going = new Map<string, Asking>();

  const begin = <T>(question: string, ask: () => Promise<T>): Promise<T> => {
    const asking: Asking = { now: ask(), next: undefined };
    going.set(question, asking);
    const end = () => {
      if (going.get(question) === asking && asking.next === undefined) going.delete(question);
    };
    asking.now.then(end, end);
    return asking.now as Promise<T>;
  };

  return <T>(question: string, ask: () => Promise<T>): Promise<T> => {
    const asking = going.get(question);
    if (asking === undefined) return begin(question, ask);
    const beginNext = () => begin(question, ask);
    asking.next ??= asking.now.then(beginNext, beginNext);
    return asking.next as Promise<T>;
  };
}
