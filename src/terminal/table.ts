import stringWidth from 'string-width';
import { sanitizeText, truncateText } from './text';

/** A column of a table. */
export interface Column<Row> {
  title: string;
  read: (row: Row) => string;
  /** Default: left. Numbers are aligned to the right. */
  align?: 'right';
  /** The column is truncated before others if the table is wider than the screen. */
  isElastic?: true;
  /** An elastic column is not truncated below this width, unless nothing else helps. Default: 12. */
  minWidth?: number;
  /** The column is left out if the table is wider than the screen with all elastic columns truncated. */
  isOptional?: true;
}

/** For a terminal that does not know its width, and reports 0. */
export const DEFAULT_COLUMNS = 80;

/** How wide a table on a stream may be. Undefined: the stream is a pipe, which has no width. */
export function tableWidth({ isTTY, columns }: NodeJS.WriteStream): number | undefined {
  return isTTY ? columns || DEFAULT_COLUMNS : undefined;
}

const DEFAULT_MIN_WIDTH = 12;

const GAP = '  ';
const DETAIL_INDENT = '  ';

/**
 * Render rows as an aligned table with a title line. Cells may hold text from outside: control characters are removed.
 *
 * @param screenWidth No line is wider: elastic columns are truncated, the widest first; then optional columns are left
 * out, the last first; then all columns are truncated. Undefined (a pipe): nothing is truncated or left out.
 * @param readDetail Returns a text for a line of its own below the row; empty: none. Default: none.
 */
export function renderTable<Row>(
  columns: Column<Row>[],
  rows: Row[],
  screenWidth = Infinity,
  readDetail: (row: Row) => string = () => '',
): string[] {
  const lines = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ read }) => sanitizeText(read(row)))),
  ];
  const widths = fitWidths(
    columns,
    columns.map((_column, at) => Math.max(...lines.map((line) => stringWidth(line[at]!)))),
    screenWidth,
  );
  const toLine = (cells: string[]) =>
    cells
      .flatMap((cell, at) => (widths[at] === undefined ? [] : [fit(cell, widths[at], columns[at]!.align)]))
      .join(GAP)
      .trimEnd();
  const [titles, ...cells] = lines.map(toLine);
  return [
    titles!,
    ...cells.flatMap((line, at) => {
      const detail = sanitizeText(readDetail(rows[at]!));
      return detail === '' ? [line] : [line, truncateText(`${DETAIL_INDENT}${detail}`, screenWidth)];
    }),
  ];
}

/** The widths that fit the screen; undefined: the column is left out. */
function fitWidths<Row>(
  columns: Column<Row>[],
  natural: number[],
  screenWidth: number,
): (number | undefined)[] {
  const shown = [...columns.keys()];
  const excess = (widths: number[]) =>
    shown.reduce((sum, at) => sum + widths[at]!, 0) + GAP.length * (shown.length - 1) - screenWidth;
  const minimum = natural.map((width, at) => {
    const { isElastic, minWidth = DEFAULT_MIN_WIDTH } = columns[at]!;
    return isElastic ? Math.min(width, minWidth) : width;
  });
  while (excess(minimum) > 0) {
    const last = shown.findLastIndex((at) => columns[at]!.isOptional);
    if (last === -1) break;
    shown.splice(last, 1);
  }
  const widths = [...natural];
  shrink(widths, shown, minimum, () => excess(widths));
  shrink(
    widths,
    shown,
    natural.map(() => 1),
    () => excess(widths),
  );
  return widths.map((width, at) => (shown.includes(at) ? width : undefined));
}

/** Shrink the widest of some columns, by one at a time, until nothing is in excess or all have their minimum. */
function shrink(widths: number[], columns: number[], minimum: number[], excess: () => number): void {
  while (excess() > 0) {
    const [widest] = columns
      .filter((at) => widths[at]! > minimum[at]!)
      .sort((a, b) => widths[b]! - widths[a]!);
    if (widest === undefined) return;
    widths[widest]! -= 1;
  }
}

function fit(text: string, width: number, align: 'right' | undefined): string {
  const fitting = truncateText(text, width);
  const padding = ' '.repeat(Math.max(0, width - stringWidth(fitting)));
  return align === 'right' ? padding + fitting : fitting + padding;
}
