import type { TSchema } from '@sinclair/typebox';
import { stringify } from 'csv-stringify/sync';
import { resolveComponent } from '../schemas';
import type { Table } from './table';

/**
 * Converts a list to CSV: RFC 4180 with a header row, UTF-8 without a byte order mark. The fields of an object become
 * columns of their own (`audit.requests`); an array is JSON. Null is an empty cell.
 *
 * A text that a spreadsheet would execute as a formula gets an apostrophe in front.
 */
export function toCsv(list: unknown, { rows, row }: Table): string {
  return stringify((list as Record<string, object[]>)[rows] ?? [], {
    header: true,
    columns: columnsOf(resolveComponent(row)).map((key) => ({ key })),
    record_delimiter: 'windows',
    // Otherwise a line break within a text would be one of the file, and what follows it a cell of its own.
    quote_record_delimiter: true,
    escape_formulas: true,
    cast: { boolean: String },
  });
}

/** The paths of the fields, depth first. */
function columnsOf(schema: TSchema, prefix = ''): string[] {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, TSchema>);
  return properties.flatMap(([name, property]) => {
    const nested = findObject(property);
    return nested === undefined ? [`${prefix}${name}`] : columnsOf(nested, `${prefix}${name}.`);
  });
}

/** The object schema with named fields that a schema is or, apart from null, consists of. */
function findObject(schema: TSchema): TSchema | undefined {
  const choices = ((schema.anyOf as TSchema[] | undefined) ?? [schema]).map(resolveComponent);
  return choices.find(({ properties }) => properties !== undefined);
}
