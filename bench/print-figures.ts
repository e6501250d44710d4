import { cpus } from 'node:os';
import { type Figure, isReached, medianOf, valueOf } from './figures';

/** The machine that the figures are of. */
export function describeMachine(): string {
  const cores = cpus();
  return `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, ${process.platform}`;
}

/** The figures as a table of plain text. */
export function wordFigures(figures: Figure[]): string {
  const rows = [
    ['what', 'median', 'least to most', 'against', 'ratio', 'reach', ''],
    ...figures.map((figure) => [
      figure.what,
      `${wordNumber(medianOf(figure.samples))} ${figure.unit}`,
      figure.samples.length > 1
        ? `${wordNumber(Math.min(...figure.samples))} to ${wordNumber(Math.max(...figure.samples))}`
        : '',
      figure.against === undefined ? '' : `${wordNumber(figure.against)} ${figure.unit}`,
      figure.against === undefined ? '' : valueOf(figure).toFixed(2),
      wordReach(figure),
      isReached(figure) ? '' : 'MISSED',
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The figures for a program to read. */
export function figuresAsJson(figures: Figure[]): string {
  const told = figures.map((figure) => ({ ...figure, value: valueOf(figure), reached: isReached(figure) }));
  return JSON.stringify({ machine: describeMachine(), figures: told }, null, 2);
}

function wordReach({ reach }: Figure): string {
  if (reach === undefined) return '';
  return 'atMost' in reach ? `≤ ${wordNumber(reach.atMost)}` : `≥ ${wordNumber(reach.atLeast)}`;
}

function wordNumber(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
}
