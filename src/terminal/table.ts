import stringWidth from 'string-width';
import { sanitizeText } from './text';

/** A column of a table. */
export interface Column<Row> {
  title: string;
  read: (row: Row) => string;
  /** Default: left. Numbers are aligned to the right. */
  align?: 'right';
  /** The column may be truncated if the table is wider than the screen. */
  isElastic?: true;
}

/** An elastic column is not truncated below this width. */
const MIN_ELASTIC_WIDTH = 12;

const GAP = '  ';

/**
 * Render rows as an aligned table with a title line. Cells may hold text from outside: control characters are removed.
 *
 * @param screenWidth Elastic columns are truncated to fit it, the widest first; undefined (a pipe): nothing is truncated.
 */
export function renderTable<Row>(columns: Column<Row>[], rows: Row[], screenWidth = Infinity): string[] {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ read }) => sanitizeText(read(row)))),
  ];
  const widths = columns.map((_column, at) => Math.max(...cells.map((line) => stringWidth(line[at]!))));
  const elastic = [...columns.keys()].filter((at) => columns[at]!.isElastic);
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (columns.length - 1);
  for (let excess = total - screenWidth; excess > 0; excess -= 1) {
    const widest = elastic.sort((a, b) => widths[b]! - widths[a]!)[0];
    if (widest === undefined || widths[widest]! <= MIN_ELASTIC_WIDTH) break;
    widths[widest]! -= 1;
  }
  return cells.map((line) =>
    line
      .map((cell, at) => fit(cell, widths[at]!, columns[at]!.align))
      .join(GAP)
      .trimEnd(),
  );
}

function fit(text: string, width: number, align: 'right' | undefined): string {
  const fitting = stringWidth(text) > width ? `${truncate(text, width - 1)}…` : text;
  const padding = ' '.repeat(Math.max(0, width - stringWidth(fitting)));
  return align === 'right' ? padding + fitting : fitting + padding;
}

function truncate(text: string, width: number): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width) break;
    kept += segment;
  }
  return kept;
}
