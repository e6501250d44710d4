import type { FastifyRequest } from 'fastify';

/** The representation of a JSON response. `pretty`: indented, for a person in a browser. */
export type Format = 'compact' | 'pretty' | 'csv' | 'atom';

const TYPES: Record<string, Format> = {
  'application/json': 'compact',
  'text/csv': 'csv',
  'application/atom+xml': 'atom',
  'text/html': 'pretty',
};

/** The format that a request asks for: by `format` in the query of a list, otherwise by `accept`. */
export function negotiateFormat(request: FastifyRequest): Format {
  const { table, feed } = request.routeOptions.config;
  const { format } = (request.query ?? {}) as { format?: string };
  if (table !== undefined && format === 'csv') return 'csv';
  if (feed !== undefined && format === 'atom') return 'atom';
  const isFixed = format !== undefined;
  const offered = [
    'application/json',
    ...(table !== undefined && !isFixed ? ['text/csv'] : []),
    ...(feed !== undefined && !isFixed ? ['application/atom+xml'] : []),
    'text/html',
  ];
  const type = request.type(offered);
  return (typeof type === 'string' ? TYPES[type] : undefined) ?? 'compact';
}
