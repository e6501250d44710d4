import type { TaskQueueName } from '../../../client';
import { allowOnly } from '../../plugins/security-headers';
import type { Sync } from '../syncs/schema';
import type { QueueBoard } from './board';
import { type Html, html } from './html';
import { STYLE_ELEMENT, STYLE_SOURCE } from './page-style';

/** The page fetches nothing, runs nothing, and is nobody's frame: it has its own style and no more. */
export const PAGE_POLICY = allowOnly({ 'style-src': [STYLE_SOURCE] });

const REFRESH_EVERY_SECONDS = 5;

/** A worker with nothing to do asks about once a minute; one that was not seen for longer is on its way out. */
const SEEN_WITHIN_MS = 90_000;

const SERVES: Record<TaskQueueName, string> = {
  'high-priority': 'HIGH syncs and list refreshes',
  'full-sync-chunk': 'FULL syncs and their chunks of ten pages',
};

type Queues = { queues: QueueBoard[] } | { problem: string };

/** The page that shows both queues to a person, and loads itself anew every 5 seconds. */
export function renderQueuesPage(shown: Queues & { nowMs: number }): string {
  const { nowMs } = shown;
  const body =
    'problem' in shown
      ? html`<p class="problem">${shown.problem}. This page tries again by itself.</p>`
      : shown.queues.map((queue) => renderQueue(queue, nowMs));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="refresh" content="${REFRESH_EVERY_SECONDS}" />
        <title>Queues · Mobipium sync</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <h1>Queues</h1>
          <p>as of ${clock(nowMs)} UTC, every ${REFRESH_EVERY_SECONDS} s anew</p>
          <nav>
            <a href="/api/syncs">runs</a><a href="/api/schedules">schedules</a
            ><a href="/api/health/ready">health</a><a href="/docs">API</a>
          </nav>
        </header>
        <main>${body}</main>
      </body>
    </html> `.text;
}

function renderQueue(queue: QueueBoard, nowMs: number): Html {
  const { name, activities, workers, runs, lastRuns, activitiesPerSecond } = queue;
  const alive = workers.filter(({ lastSeenAt }) => nowMs - Date.parse(lastSeenAt) < SEEN_WITHIN_MS).length;
  const isStuck = alive === 0;
  return html` <section>
    <h2>${name}<small>${SERVES[name]}</small></h2>
    <dl>
      ${tile('waiting', queue.backlog, queue.backlog > 0 ? `oldest: ${span(queue.backlogAgeSeconds)}` : 'nothing waits')}
      ${tile('dispatched', `${rate(activities.dispatchedPerSecond)}/s`, `${rate(activities.addedPerSecond)}/s come in`)}
      ${tile('limit', activitiesPerSecond === null ? '–' : `${activitiesPerSecond}/s`, activitiesPerSecond === null ? 'none is set' : 'of all workers')}
      ${tile('workers', alive, isStuck ? 'nobody takes work' : 'asking for work', isStuck ? 'bad' : undefined)}
    </dl>
    <ul class="counts">
      ${count('active', runs.active, 'running')}${count('completed', runs.completed, 'completed')}${count('incomplete', runs.incomplete, 'incomplete')}${count('failed', runs.failed + runs.timedOut, 'failed')}${count('cancelled', runs.cancelled, 'cancelled')}
      <li class="since">within 24 hours</li>
    </ul>
    ${lastRuns.length === 0 ? html`<p class="none">No run yet.</p>` : renderRuns(lastRuns, nowMs)}
    ${workers.length === 0 ? undefined : renderWorkers(queue, nowMs)}
  </section>`;
}

function renderRuns(runs: Sync[], nowMs: number): Html {
  const rows = runs.map(
    (run) =>
      html` <tr>
        <td><span class="pill ${run.status}">${run.status.replace('_', ' ')}</span></td>
        <td>
          <div class="outcome">${run.kind.toUpperCase()} ${outcomeOf(run)}</div>
          <a class="id" href="${run.links.ui ?? run.links.self}" title="${run.workflowId}"
            >${run.workflowId}</a
          >
        </td>
        <td title="${run.startedAt}">${ago(run.startedAt, nowMs)}</td>
        <td>${tookOf(run, nowMs)}</td>
      </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        <th>run</th>
        <th></th>
        <th>began</th>
        <th>took</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function outcomeOf({ progress, audit, error }: Sync): Html {
  if (progress !== null) {
    const { phase, pagesDone, pagesTotal } = progress;
    const bar =
      pagesTotal === null ? '' : html`<progress max="${pagesTotal}" value="${pagesDone}"></progress>`;
    return html`<small>${phase}, ${pagesDone} of ${pagesTotal ?? '?'}</small> ${bar}`;
  }
  const [reason] = [...(error === null ? [] : [error]), ...(audit?.reasons ?? [])];
  if (reason !== undefined) return html`<small title="${reason}">${reason}</small>`;
  if (audit === null) return html``;
  const { offersMet, offersNew, offersChanged, listAfter } = audit;
  if (audit.requests === 0) return html`<small>${number(listAfter)} on the list</small>`;
  return html`<small
    >${number(offersMet)} offers met, ${number(offersNew)} new, ${number(offersChanged)} changed</small
  >`;
}

function renderWorkers({ workers }: QueueBoard, nowMs: number): Html {
  return html`<p class="workers">
    ${workers.map(
      ({ identity, lastSeenAt, takes }) =>
        html`<span title="takes ${takes.join(' and ')}">${identity}</span> seen ${ago(lastSeenAt, nowMs)} `,
    )}
  </p>`;
}

function tile(name: string, value: string | number, about: string, tone = ''): Html {
  return html`<div class="${tone}">
    <dt>${name}</dt>
    <dd>${value}</dd>
    <dd class="about">${about}</dd>
  </div>`;
}

function count(name: string, runs: number, tone: string): Html {
  return html`<li class="${runs === 0 ? 'zero' : tone}"><b>${runs}</b> ${name}</li>`;
}

function tookOf({ startedAt, finishedAt, audit }: Sync, nowMs: number): string {
  const untilMs = finishedAt === null ? nowMs : Date.parse(finishedAt);
  return span((audit?.durationMs ?? Math.max(0, untilMs - Date.parse(startedAt))) / 1_000);
}

function ago(moment: string, nowMs: number): string {
  return `${span(Math.max(0, nowMs - Date.parse(moment)) / 1_000)} ago`;
}

function span(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

function number(amount: number | null): string {
  return (amount ?? 0).toLocaleString('en');
}

function rate(perSecond: number): string {
  return perSecond < 0.05 ? '0' : perSecond.toFixed(1);
}

function clock(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(11, 19);
}
