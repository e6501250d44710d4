import stringWidth from 'string-width';
import { sanitizeText } from './text';

/** A column of a table. */
export interface Column<Row> {
  title: string;
  read: (row: Row) => string;
  /** Numbers stand to the right. */
  align?: 'right';
  /** It may be cut where the screen is too narrow. */
  isElastic?: true;
}

/** Narrower than this an elastic column says nothing any more. */
const NARROWEST = 12;

const GAP = '  ';

/**
 * Rows under each other in columns, the titles first.
 *
 * `screenWidth`: elastic columns are cut so that a line fits; undefined, as in a pipe: nothing is cut. What the rows
 * say may come from outside: nothing of it reaches a terminal but text.
 */
export function renderTable<Row>(columns: Column<Row>[], rows: Row[], screenWidth?: number): string[] {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ read }) => sanitizeText(read(row)))),
  ];
  const widths = columns.map((_column, at) => Math.max(...cells.map((line) => stringWidth(line[at]!))));
  const room = screenWidth ?? Infinity;
  columns.forEach(({ isElastic }, at) => {
    const all = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (columns.length - 1);
    if (isElastic && all > room) widths[at] = Math.max(NARROWEST, widths[at]! - (all - room));
  });
  return cells.map((line) =>
    line
      .map((cell, at) => fit(cell, widths[at]!, columns[at]!.align))
      .join(GAP)
      .trimEnd(),
  );
}

function fit(text: string, width: number, align: 'right' | undefined): string {
  const cut = stringWidth(text) > width ? `${cutTo(text, width - 1)}…` : text;
  const rest = ' '.repeat(Math.max(0, width - stringWidth(cut)));
  return align === 'right' ? rest + cut : cut + rest;
}

function cutTo(text: string, width: number): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width) break;
    kept += segment;
  }
  return kept;
}
