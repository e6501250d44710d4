import { Client, type QueryConfig } from 'pg';
import type { Store } from '../../src/store';
import { COUNT_CONVERSIONS, recordChanges } from '../../src/store/history/record';

/** The parts of the statement that saves an answer which write the history. */
const PARTS = [recordChanges('$4::timestamptz'), COUNT_CONVERSIONS];

/** As in the store before there were histories, rhythms and episodes. */
export function withoutHistory(store: Store): Store {
  return {
    ...store,
    judgeOffers: () => Promise.resolve({ opened: 0, closed: 0 }),
    finishRun: (input) => store.finishRun(input),
  };
}

/** From now on, the answers that this process saves in databases with this name leave no history. */
export function saveWithoutHistory(database: string): void {
  const prototype = Client.prototype as unknown as { query: (this: Client, ...args: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function (...args) {
    const [statement, ...rest] = args;
    const isSave = (statement as Partial<QueryConfig>).name?.startsWith('save-answer-');
    if (!isSave || this.database !== database) return query.apply(this, args);
    return query.call(this, removeHistory(statement as QueryConfig), ...rest);
  };
}

function removeHistory({ text, ...rest }: QueryConfig): QueryConfig {
  const plain = PARTS.reduce((without, part) => without.replace(part, 'SELECT'), text);
  if (PARTS.some((part) => plain.includes(part)) || plain.length > text.length - PARTS.join('').length + 20)
    throw new Error('The statement that saves an answer has no history to leave out.');
  return { ...rest, text: plain };
}
