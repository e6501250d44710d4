import type { FastifyRequest } from 'fastify';
// The same characters are escaped in XML as in HTML.
import { html as xml, type Html as Xml } from '../pages/html';
import { nextPageUrl } from './table';

/** A list that a client can also get as an Atom feed (RFC 4287). */
export interface Feed {
  title: string;
  /** The field of the response that holds the rows. */
  rows: string;
  toEntry: (row: never) => FeedEntry;
}

/** An entry of a feed. The texts are plain. */
export interface FeedEntry {
  /** Identifies the entry among all entries of this source, permanently: `changes/3790/2026-01-05T10:00:00.000000Z`. */
  key: string;
  title: string;
  summary: string;
  /** ISO 8601. */
  updated: string;
  categories: readonly string[];
  /** A resource of this API, relative to the address of the feed. */
  link: string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set for lists of events: the response can be an Atom feed. */
    feed?: Feed;
  }
}

/** The type of a feed, with its parameters. */
export const ATOM_TYPE = 'application/atom+xml; charset=utf-8';

/** A feed has a time, also without entries. */
const NEVER = '1970-01-01T00:00:00Z';

/** Converts a list to an Atom feed, with its entries in the order of the rows. */
export function toAtom(request: FastifyRequest, list: unknown, feed: Feed): string {
  const { source, nextCursor, [feed.rows]: rows = [] } = list as Record<string, unknown>;
  const entries = (rows as never[]).map(feed.toEntry);
  const updated = entries.map((entry) => entry.updated).sort();
  const tag = (key: string) =>
    `tag:mobipium-sync,2026:${encodeURIComponent(String(source))}/${encodeURI(key)}`;
  const [path = '', query] = request.url.split('?');
  const self = query === undefined ? '' : `?${query}`;
  const document = xml`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${tag(path.slice(1) + self)}</id>
<title>${feed.title} (${String(source)})</title>
<updated>${updated.at(-1) ?? NEVER}</updated>
<author><name>Mobipium sync</name></author>
<link rel="self" type="application/atom+xml" href="${self}"/>
${typeof nextCursor === 'string' ? xml`<link rel="next" type="application/atom+xml" href="${nextPageUrl(request, nextCursor)}"/>` : ''}
${entries.map((entry) => renderEntry(entry, tag))}</feed>
`;
  // XML has no way to write these two.
  return document.text.replaceAll(/[\uFFFE\uFFFF]/g, '\uFFFD');
}

function renderEntry(
  { key, title, summary, updated, categories, link }: FeedEntry,
  tag: (key: string) => string,
): Xml {
  return xml`<entry>
<id>${tag(key)}</id>
<title>${title}</title>
<summary>${summary}</summary>
<updated>${updated}</updated>
${categories.map((term) => xml`<category term="${term}"/>`)}
<link rel="alternate" type="application/json" href="${link}"/>
</entry>
`;
}
