import { packRows } from '../../harness/histories/rows';
import { type Bar, type Timeline, WORKFLOW_TASK } from '../../harness/histories/timeline';

const WIDTH = 1_200;
const LEFT = 164;
const RIGHT = 20;
const TOP = 74;
const ROW = 17;
const BAR = 13;
const GROUP_GAP = 14;
const BOTTOM = 30;

/** A bar that took less is drawn with this width, so that it stays visible. */
const MIN_BAR_WIDTH = 1;

/** What a character of a bar's summary needs. The summary is left out if the bar is too short for it. */
const CHARACTER_WIDTH = 5.4;

/** About this many lines of the time axis. */
const TICKS = 12;

/** Of each type of bar, dark enough for white text. */
const COLORS: Record<string, string> = {
  [WORKFLOW_TASK]: '#475569',
  beginRun: '#1d4ed8',
  measureCatalogue: '#854d0e',
  listToRequest: '#a16207',
  copyPage: '#047857',
  copyOffers: '#047857',
  planRecheck: '#be185d',
  listUnseen: '#0e7490',
  refreshList: '#c2410c',
  finishRun: '#6d28d9',
};

/** Of any other activity. */
const OTHER_COLOR = '#111827';

const STYLE = [
  'text{font:11px system-ui,sans-serif;fill:#334155}',
  '.t{font-size:15px;font-weight:600;fill:#0f172a}',
  '.b{font-size:9.5px;fill:#fff}',
  '.e{text-anchor:end}',
  '.m{text-anchor:middle}',
  '.w{opacity:.35}',
  'line{stroke:#e2e8f0}',
];

/**
 * Draw a timeline as an SVG image with a background of its own: a row per workflow with its workflow tasks, and below them
 * as many rows as activities were open at once. The pale part of a bar is the wait from being scheduled to being started.
 */
export function drawTimeline(title: string, timeline: Timeline): string {
  const types = [WORKFLOW_TASK, ...new Set(timeline.activities.map(({ type }) => type))];
  const fills = types.map((type, index) => `.c${index}{fill:${COLORS[type] ?? OTHER_COLOR}}`);
  const heading = escapeXml(`${title}: ${Math.round(timeline.durationMs).toLocaleString('en')} ms`);
  const workflowRows = timeline.workflows.map(({ tasks }) => tasks);
  const activityRows = packRows(timeline.activities);
  const activitiesTop = TOP + workflowRows.length * ROW + GROUP_GAP;
  const bottom = activitiesTop + activityRows.length * ROW;
  const x = (ms: number) => LEFT + (ms / timeline.durationMs) * (WIDTH - LEFT - RIGHT);
  const drawRow = (top: number) => (row: Bar[], index: number) =>
    row.map((bar) => drawBar(bar, types.indexOf(bar.type), top + index * ROW, x));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${bottom + BOTTOM}" viewBox="0 0 ${WIDTH} ${bottom + BOTTOM}" role="img">`,
    `<title>${heading}</title>`,
    `<style>${[...STYLE, ...fills].join('')}</style>`,
    `<rect width="${WIDTH}" height="${bottom + BOTTOM}" rx="8" fill="#fff" stroke="#cbd5e1"/>`,
    `<text class="t" x="16" y="24">${heading}</text>`,
    ...drawLegend(types),
    ...drawAxis(timeline.durationMs, bottom, x),
    ...timeline.workflows.map(({ name }, index) => drawLabel(name, TOP + index * ROW)),
    ...workflowRows.flatMap(drawRow(TOP)),
    drawLabel('activities', activitiesTop),
    ...activityRows.flatMap(drawRow(activitiesTop)),
    '</svg>',
    '',
  ].join('\n');
}

function drawLegend(types: readonly string[]): string[] {
  let left = 16;
  const entries = types.map((type, index) => {
    const entry = `<rect class="c${index}" x="${left}" y="36" width="11" height="11" rx="2"/><text x="${left + 16}" y="45.5">${escapeXml(type)}</text>`;
    left += 34 + type.length * 6;
    return entry;
  });
  return [...entries, `<text x="${left}" y="45.5">pale: scheduled, not started yet</text>`];
}

function drawAxis(durationMs: number, bottom: number, x: (ms: number) => number): string[] {
  const step = niceStep(durationMs / TICKS);
  const ticks = Array.from({ length: Math.floor(durationMs / step) + 1 }, (_, index) => index * step);
  return ticks.flatMap((ms) => {
    const at = round(x(ms));
    const text = ms === 0 ? '0 ms' : ms.toLocaleString('en');
    return [
      `<line x1="${at}" x2="${at}" y1="${TOP - 6}" y2="${bottom + 4}"/>`,
      ...[TOP - 10, bottom + 17].map((y) => `<text class="m" x="${at}" y="${y}">${text}</text>`),
    ];
  });
}

/** The next of 1, 2, 5, 10, 20, 50 and so on. */
function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= atLeast)!;
}

function drawLabel(name: string, top: number): string {
  return `<text class="e" x="${LEFT - 8}" y="${top + 10}">${escapeXml(name)}</text>`;
}

function drawBar(bar: Bar, color: number, top: number, x: (ms: number) => number): string {
  const [scheduled, started, ended] = [bar.scheduledMs, bar.startedMs, bar.endedMs].map(x) as [
    number,
    number,
    number,
  ];
  const width = Math.max(MIN_BAR_WIDTH, ended - started);
  const { summary } = bar;
  const fits = summary !== '' && summary.length * CHARACTER_WIDTH < width - 6;
  return [
    `<g><title>${escapeXml(describeBar(bar))}</title>`,
    `<rect class="c${color} w" x="${round(scheduled)}" y="${top}" width="${round(started - scheduled)}" height="${BAR}"/>`,
    `<rect class="c${color}" x="${round(started)}" y="${top}" width="${round(width)}" height="${BAR}"/>`,
    fits ? `<text class="b" x="${round(started + 3)}" y="${top + 9.5}">${escapeXml(summary)}</text>` : '',
    '</g>',
  ].join('');
}

function describeBar({ type, summary, scheduledMs, startedMs, endedMs }: Bar): string {
  const what = summary === '' ? type : `${type}, ${summary}`;
  return `${what}: scheduled at ${round(scheduledMs)} ms, started after ${round(startedMs - scheduledMs)} ms, ran ${round(endedMs - startedMs)} ms`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
