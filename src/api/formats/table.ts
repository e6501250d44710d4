import { type TSchema, Type } from '@sinclair/typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { literals } from '../schemas';

/** A list that a client can also get as a table. */
export interface Table {
  /** Name of the file, without its extension. */
  name: string;
  /** The field of the response that holds the rows. */
  rows: string;
  /** The schema of a row: its fields are the columns. */
  row: TSchema;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set for lists: the response can be CSV. */
    table?: Table;
  }
}

/** Query parameter of lists. */
export const FormatSchema = Type.Optional(
  literals(['json', 'csv'] as const, {
    description: 'Overrides the `accept` header, which asks for CSV by `text/csv`. Default: json.',
  }),
);

/** Query parameter of lists that are feeds too. */
export const FeedFormatSchema = Type.Optional(
  literals(['json', 'csv', 'atom'] as const, {
    description:
      'Overrides the `accept` header, which asks for CSV by `text/csv` and for an Atom feed by `application/atom+xml`. ' +
      'Default: json.',
  }),
);

/** The response of a list, as JSON and as CSV. */
export function listResponse<T extends TSchema>(schema: T) {
  return {
    description: 'A page of the list. `link` has the next page, if there is one.',
    content: {
      'application/json': { schema },
      'text/csv': {
        schema: Type.String({
          description:
            'RFC 4180 with a header row. A cell that a spreadsheet would execute starts with an apostrophe.',
        }),
      },
    },
  };
}

/** The response of a list that is a feed too. */
export function feedResponse<T extends TSchema>(schema: T) {
  const { description, content } = listResponse(schema);
  const feed = Type.String({ description: 'RFC 4287, with an entry for each row.' });
  return { description, content: { ...content, 'application/atom+xml': { schema: feed } } };
}

/** Adds the `link` to the next page, for clients that do not read the body. Null: there is none. */
export function linkNextPage(request: FastifyRequest, reply: FastifyReply, nextCursor: string | null): void {
  if (nextCursor !== null) void reply.header('link', `<${nextPageUrl(request, nextCursor)}>; rel="next"`);
}

/** The URL of the next page, relative to the request's URL, which a proxy may have changed. */
export function nextPageUrl(request: FastifyRequest, nextCursor: string): string {
  const query = new URLSearchParams(request.url.split('?')[1]);
  query.set('cursor', nextCursor);
  return `?${query.toString()}`;
}
