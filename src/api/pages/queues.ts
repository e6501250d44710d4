import type { TaskQueueName } from '../../../client';
import { formatAge, formatElapsed } from '../../../format/duration';
import { formatRunCounts, formatRunStatus } from '../../../format/run-audit';
import { allowOnly } from '../../plugins/security-headers';
import type { Sync } from '../syncs/schema';
import type { QueueBoard } from './board';
import { type Html, html } from './html';
import { STYLE_ELEMENT, STYLE_SOURCE } from './page-style';

/** Allows the page's own style and nothing else: no scripts, no requests, no framing. */
export const PAGE_POLICY = allowOnly({ 'style-src': [STYLE_SOURCE] });

const REFRESH_SECONDS = 5;

/** An idle worker polls about once a minute; one not seen for longer has probably stopped. */
const ALIVE_WITHIN_MS = 90_000;

const QUEUE_PURPOSE: Record<TaskQueueName, string> = {
  'high-priority': 'HIGH syncs and list refreshes',
  'full-sync-chunk': 'FULL syncs and their chunks of ten pages',
};

type PageContent = { queues: QueueBoard[] } | { problem: string };

/** Renders the page of both queues, which reloads every 5 seconds. */
export function renderQueuesPage(content: PageContent & { nowMs: number }): string {
  const { nowMs } = content;
  const body =
    'problem' in content
      ? html`<p class="problem">${content.problem} This page retries every ${REFRESH_SECONDS} s.</p>`
      : content.queues.map((queue) => renderQueue(queue, nowMs));
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="refresh" content="${REFRESH_SECONDS}" />
        <title>Queues · Mobipium sync</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <h1>Queues</h1>
          <p>${clock(nowMs)} UTC, refreshes every ${REFRESH_SECONDS} s</p>
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
  const alive = workers.filter(({ lastSeenAt }) => nowMs - Date.parse(lastSeenAt) < ALIVE_WITHIN_MS).length;
  const hasWorkers = alive > 0;
  return html` <section>
    <h2>${name}<small>${QUEUE_PURPOSE[name]}</small></h2>
    <dl>
      ${tile('backlog', queue.backlog, queue.backlog > 0 ? `oldest ${formatAge(queue.backlogAgeSeconds * 1_000)}` : 'empty')}
      ${tile('dispatched', `${rate(activities.dispatchedPerSecond)}/s`, `${rate(activities.addedPerSecond)}/s added`)}
      ${tile('limit', activitiesPerSecond === null ? '–' : `${activitiesPerSecond}/s`, activitiesPerSecond === null ? 'not set' : 'for all workers')}
      ${tile('workers', alive, hasWorkers ? 'polling' : 'no worker is polling', hasWorkers ? undefined : 'bad')}
    </dl>
    <ul class="counts">
      ${runCount('active', runs.active, 'running')}${runCount('completed', runs.completed, 'completed')}${runCount('incomplete', runs.incomplete, 'incomplete')}${runCount('failed', runs.failed + runs.timedOut, 'failed')}${runCount('cancelled', runs.cancelled, 'cancelled')}
      <li class="since">last 24 hours</li>
    </ul>
    ${lastRuns.length === 0 ? html`<p class="none">No runs yet.</p>` : renderRuns(lastRuns, nowMs)}
    ${workers.length === 0 ? undefined : renderWorkers(queue, nowMs)}
  </section>`;
}

function renderRuns(runs: Sync[], nowMs: number): Html {
  const rows = runs.map(
    (run) =>
      html` <tr>
        <td><span class="pill ${run.status}">${formatRunStatus(run.status)}</span></td>
        <td>
          <div class="outcome">${run.kind.toUpperCase()} ${renderOutcome(run)}</div>
          <a class="id" href="${run.links.ui ?? run.links.self}" title="${run.workflowId}"
            >${run.workflowId}</a
          >
        </td>
        <td title="${run.startedAt}">${ago(run.startedAt, nowMs)}</td>
        <td>${formatElapsed(durationMs(run, nowMs))}</td>
      </tr>`,
  );
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
      ${rows}
    </tbody>
  </table>`;
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

function renderWorkers({ workers }: QueueBoard, nowMs: number): Html {
  return html`<p class="workers">
    ${workers.map(
      ({ identity, lastSeenAt, takes }) =>
        html`<span title="polls for ${takes.join(' and ')}">${identity}</span> seen ${ago(lastSeenAt, nowMs)} `,
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

function runCount(name: string, runs: number, tone: string): Html {
  return html`<li class="${runs === 0 ? 'zero' : tone}"><b>${runs}</b> ${name}</li>`;
}

function durationMs({ startedAt, finishedAt, audit }: Sync, nowMs: number): number {
  const endMs = finishedAt === null ? nowMs : Date.parse(finishedAt);
  return audit?.durationMs ?? Math.max(0, endMs - Date.parse(startedAt));
}

function ago(time: string, nowMs: number): string {
  return `${formatAge(nowMs - Date.parse(time))} ago`;
}

function rate(perSecond: number): string {
  return perSecond < 0.05 ? '0' : perSecond.toFixed(1);
}

function clock(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(11, 19);
}
