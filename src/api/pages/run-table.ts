import { formatAge, formatElapsed } from '../../format/duration';
import { formatDepartures, formatRunCounts, formatRunStatus } from '../../format/run-audit';
import type { Sync } from '../routes/syncs/schema';
import { type Html, html } from './html';
import type { PageContext } from './layout';

/** Renders runs as a table: what each did, what paused or left the list, and links to its audit and to Temporal. */
export function renderRunTable(runs: readonly Sync[], context: PageContext): Html {
  return html`<table>
    <thead>
      <tr>
        <th>run</th>
        <th></th>
        <th>started</th>
        <th>duration</th>
      </tr>
    </thead>
    <tbody>
      ${runs.map((run) => renderRun(run, context))}
    </tbody>
  </table>`;
}

function renderRun(run: Sync, context: PageContext): Html {
  const { kind, status, workflowId, startedAt, links } = run;
  return html` <tr>
    <td><span class="pill ${status}">${formatRunStatus(status)}</span></td>
    <td>
      <div class="outcome">${kind.toUpperCase()} ${renderOutcome(run)}</div>
      ${renderDepartures(run, context)}
      <div class="id">
        <a href="${context.root}${links.self.slice(1)}" title="${workflowId}">${workflowId}</a>
        ${links.ui === null ? '' : html`<a class="ui" href="${links.ui}">Temporal</a>`}
      </div>
    </td>
    <td title="${startedAt}">${formatAge(context.nowMs - Date.parse(startedAt))} ago</td>
    <td>${formatElapsed(durationMs(run, context.nowMs))}</td>
  </tr>`;
}

function renderOutcome({ kind, progress, audit, error }: Sync): Html {
  if (progress !== null) {
    const { phase, pagesDone, pagesTotal } = progress;
    const bar =
      pagesTotal === null ? '' : html`<progress max="${pagesTotal}" value="${pagesDone}"></progress>`;
    return html`<small>${phase}, ${pagesDone} of ${pagesTotal ?? '?'}</small> ${bar}`;
  }
  const [reason] = [...(error === null ? [] : [error]), ...(audit?.reasons ?? [])];
  if (reason !== undefined) return html`<small title="${reason}">${reason}</small>`;
  if (audit === null) return html``;
  return html`<small>${formatRunCounts({ kind, ...audit })}</small>`;
}

/** What marketers have to react to. The link has the offers that left the status Active during the run. */
function renderDepartures({ startedAt, finishedAt, audit }: Sync, { root }: PageContext): Html | undefined {
  const departures = audit === null ? '' : formatDepartures(audit);
  if (departures === '' || finishedAt === null) return undefined;
  const during = new URLSearchParams({ leftActiveSince: startedAt, leftActiveBefore: finishedAt });
  return html`<div class="departures">
    <a href="${root}api/offers?${during.toString()}">${departures}</a>
  </div>`;
}

function durationMs({ startedAt, finishedAt, audit }: Sync, nowMs: number): number {
  const endMs = finishedAt === null ? nowMs : Date.parse(finishedAt);
  return audit?.durationMs ?? Math.max(0, endMs - Date.parse(startedAt));
}
