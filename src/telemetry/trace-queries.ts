import { runInSpan, tracing } from './tracing';

/** The longest statement has 12,000 characters. */
const MAX_TEXT_LENGTH = 1_000;

/** A pool or connection of `pg`. */
interface Queryable {
  query: unknown;
}

type Query = (config: string | { text: string; name?: string }, ...values: unknown[]) => Promise<unknown>;

/** Records a span for each query of a pool. Does nothing in a process that sends no traces. */
export function tracePool(pool: Queryable): void {
  if (tracing() !== undefined) pool.query = traced(pool);
}

/** A connection that records a span for each of its queries. Without traces, the connection itself. */
export function traceClient<Client extends Queryable>(client: Client): Client {
  if (tracing() === undefined) return client;
  return Object.assign(Object.create(client) as Client, { query: traced(client) });
}

/**
 * Wraps `query`, without a callback. A span begins with the call, so it includes the wait for a connection, and belongs to
 * the caller's trace: a connection has no trace of its own. It has the text of the statement, and never its parameters.
 */
function traced(queryable: Queryable): Query {
  const query = (queryable.query as Query).bind(queryable);
  return (config, ...values) => {
    const { text, name } = typeof config === 'string' ? { text: config, name: undefined } : config;
    const statement = text.trim().replaceAll(/\s+/g, ' ').slice(0, MAX_TEXT_LENGTH);
    const operation = /^\w+/.exec(statement)?.[0].toUpperCase() ?? 'SQL';
    const attributes = {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.text': statement,
    };
    return runInSpan(name ?? operation, attributes, () => query(config, ...values));
  };
}
