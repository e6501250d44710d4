import { cpus } from 'node:os';
import { median, type Measurement, meetsBound, resultOf } from './measurements';

/** The machine that the results are from. */
export function describeMachine(): string {
  const cores = cpus();
  return `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, ${process.platform}`;
}

/** Format measurements as a table. */
export function formatTable(measurements: Measurement[]): string {
  const rows = [
    ['measurement', 'median', 'range', 'baseline', 'ratio', 'bound', ''],
    ...measurements.map((measurement) => {
      const { name, samples, unit, baseline } = measurement;
      return [
        name,
        `${formatNumber(median(samples))} ${unit}`,
        samples.length > 1
          ? `${formatNumber(Math.min(...samples))} to ${formatNumber(Math.max(...samples))}`
          : '',
        baseline === undefined ? '' : `${formatNumber(baseline)} ${unit}`,
        baseline === undefined ? '' : resultOf(measurement).toFixed(2),
        formatBound(measurement),
        meetsBound(measurement) ? '' : 'MISSED',
      ];
    }),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Format measurements as JSON, for programs. */
export function formatJson(measurements: Measurement[]): string {
  const results = measurements.map((measurement) => ({
    ...measurement,
    result: resultOf(measurement),
    meetsBound: meetsBound(measurement),
  }));
  return JSON.stringify({ machine: describeMachine(), measurements: results }, null, 2);
}

function formatBound({ bound }: Measurement): string {
  if (bound === undefined) return '';
  return 'atMost' in bound ? `≤ ${formatNumber(bound.atMost)}` : `≥ ${formatNumber(bound.atLeast)}`;
}

function formatNumber(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
}
