import { createHash } from 'node:crypto';
import { Html } from './html';

/** The style of all pages, light and dark. */
const STYLE = `
:root { color-scheme: light dark; --ink: #1d2433; --dim: #667085; --page: #f5f6f8; --card: #fff; --line: #e4e7ec;
  --good: #067647; --busy: #175cd3; --warn: #b54708; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --dim: #98a2b3; --page: #0f131a; --card: #181e28;
  --line: #2a3342; --good: #47cd89; --busy: #84adff; --warn: #fdb022; --bad: #f97066; } }
* { box-sizing: border-box; margin: 0; }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--page); padding: 24px; }
header { display: flex; align-items: baseline; gap: 16px; max-width: 1500px; margin: 0 auto 18px; flex-wrap: wrap; }
h1 { font-size: 24px; }
header { row-gap: 6px; } header .sandbox { align-self: center; color: var(--warn); }
header p, small, .about, .since, .workers, th { color: var(--dim); }
nav { margin-left: auto; display: flex; gap: 6px 16px; flex-wrap: wrap; }
a { color: var(--busy); text-decoration: none; } a:hover { text-decoration: underline; }
main { max-width: 1500px; margin: 0 auto; display: grid; gap: 20px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 600px), 1fr)); align-items: start; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px; min-width: 0; }
h2 { font-size: 18px; display: flex; align-items: baseline; gap: 10px; flex-wrap: wrap; }
small { font-size: 13px; font-weight: 400; }
dl { display: grid; grid-template-columns: repeat(4, 1fr); gap: 10px; margin: 16px 0; }
dl div { border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; }
dt { font-size: 12px; color: var(--dim); }
dd { font-size: 22px; font-variant-numeric: tabular-nums; } dd.about { font-size: 12px; }
dl .bad { border-color: var(--bad); } dl .bad dd { color: var(--bad); }
.counts { list-style: none; padding: 0; display: flex; flex-wrap: wrap; align-items: baseline; gap: 6px 14px; margin-bottom: 12px; font-size: 14px; }
.counts .running b { color: var(--busy); } .counts .completed b { color: var(--good); }
.counts .incomplete b { color: var(--warn); } .counts .failed b { color: var(--bad); }
.counts .zero { color: var(--dim); } .since { margin-left: auto; font-size: 12px; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th { text-align: left; font-weight: 400; font-size: 12px; }
td, th { padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:nth-child(2) { width: 99%; max-width: 0; } td:nth-child(3), td:nth-child(4) { white-space: nowrap; }
td:last-child, th:last-child { padding-right: 0; text-align: right; }
.id { font-size: 12px; display: flex; gap: 10px; }
.id a { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .id .ui { flex: none; color: var(--dim); }
.departures { font-size: 13px; } .departures a { color: var(--warn); }
.wide, main .problem { grid-column: 1 / -1; } .filters { display: flex; gap: 14px; margin-bottom: 10px; }
.more { margin-top: 14px; } code { font: 13px ui-monospace, monospace; }
.outcome { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; overflow-wrap: anywhere; }
.pill { font-size: 12px; padding: 1px 8px; border-radius: 9px; border: 1px solid currentColor; white-space: nowrap; }
.pill.running { color: var(--busy); } .pill.completed { color: var(--good); } .pill.incomplete { color: var(--warn); }
.pill.failed, .pill.timed_out { color: var(--bad); } .pill.cancelled { color: var(--dim); }
progress { width: 90px; height: 10px; vertical-align: middle; }
.workers { font-size: 13px; margin-top: 12px; overflow-wrap: anywhere; } .workers span { color: var(--ink); }
.none { color: var(--dim); padding: 8px 0; }
.problem { color: var(--bad); background: var(--card); border: 1px solid var(--bad); border-radius: 12px; padding: 20px; }
@media (max-width: 620px) { body { padding: 12px; } section { padding: 14px; } nav { margin-left: 0; }
  dl { grid-template-columns: repeat(2, 1fr); } td:nth-child(4), th:nth-child(4) { display: none; } }
`;

/** The style element of the page. {@link STYLE_SOURCE} allows exactly this text. */
export const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** The Content Security Policy source for the style, by its hash. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
