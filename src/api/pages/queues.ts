import type { TaskQueueName } from '../../client';
import { formatAge } from '../../format/duration';
import type { QueueBoard } from '../routes/queues/board';
import { type Html, html } from './html';
import type { PageContext } from './layout';
import { renderRunTable } from './run-table';

/** An idle worker polls about once a minute; one not seen for longer has probably stopped. */
const ALIVE_WITHIN_MS = 90_000;

const QUEUE_PURPOSE: Record<TaskQueueName, string> = {
  'high-priority': 'HIGH syncs and list refreshes',
  'full-sync-chunk': 'FULL syncs and their chunks of ten pages',
};

/** Renders the state of both queues. */
export function renderQueues(queues: readonly QueueBoard[], context: PageContext): Html {
  return html`${queues.map((queue) => renderQueue(queue, context))}`;
}

function renderQueue(queue: QueueBoard, context: PageContext): Html {
  const { nowMs } = context;
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
    ${lastRuns.length === 0 ? html`<p class="none">No runs yet.</p>` : renderRunTable(lastRuns, context)}
    ${workers.length === 0 ? undefined : renderWorkers(queue, nowMs)}
  </section>`;
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

function ago(time: string, nowMs: number): string {
  return `${formatAge(nowMs - Date.parse(time))} ago`;
}

function rate(perSecond: number): string {
  return perSecond < 0.05 ? '0' : perSecond.toFixed(1);
}
