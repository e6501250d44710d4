import type { TSchema } from '@sinclair/typebox';
import { stringify } from 'csv-stringify/sync';
import { resolveComponent } from '../schemas';
import type { Table } from './table';

/** The content type of CSV, with its parameters. */
export const CSV_TYPE = 'text/csv; charset=utf-8; header=present';

/** The value of `content-disposition`, so that a browser saves the file under the table's name. */
export function nameCsvFile({ name }: Table): string {
  return `attachment; filename="${name}.csv"`;
}

interface CsvOptions {
  /** The columns, in this order. Default: all fields of the rows. */
  columns?: string[] | undefined;
  /** Whether there is a header row. Default: true. */
  header?: boolean;
}

/**
 * Converts a list to CSV: RFC 4180 with a header row, UTF-8 without a byte order mark. The fields of an object become
 * columns of their own (`audit.requests`); an array is JSON. Null is an empty cell.
 *
 * A text that a spreadsheet would execute as a formula gets an apostrophe in front.
 */
export function toCsv(
  list: unknown,
  { rows, row }: Table,
  { columns = columnsOf(row), header = true }: CsvOptions = {},
): string {
  return stringify((list as Record<string, object[]>)[rows] ?? [], {
    header,
    columns: columns.map((key) => ({ key })),
    record_delimiter: 'windows',
    // Otherwise a line break within a text would be one of the file, and what follows it a cell of its own.
    quote_record_delimiter: true,
    escape_formulas: true,
    cast: { boolean: String },
  });
}

/** The columns of rows with this schema: the paths of the fields, depth first. */
export function columnsOf(schema: TSchema, prefix = ''): string[] {
  const { properties: fields = {} } = resolveComponent(schema);
  const properties = Object.entries(fields as Record<string, TSchema>);
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
