import type { FastifyRequest } from 'fastify';

/** The representation of a JSON response. `pretty`: indented, for a person in a browser. */
export type Format = 'compact' | 'pretty' | 'csv';

/** The format that a request asks for: by `format` in the query of a list, otherwise by `accept`. */
export function negotiateFormat(request: FastifyRequest): Format {
  const isTable = request.routeOptions.config.table !== undefined;
  const { format } = (request.query ?? {}) as { format?: string };
  if (isTable && format === 'csv') return 'csv';
  const offered = ['application/json', ...(isTable && format === undefined ? ['text/csv'] : []), 'text/html'];
  const type = request.type(offered);
  if (type === 'text/csv') return 'csv';
  return type === 'text/html' ? 'pretty' : 'compact';
}
