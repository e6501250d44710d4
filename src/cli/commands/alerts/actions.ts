import { describeEpisode } from '../../../domain/alerts/describe';
import { toAlert } from '../../../format/alert';
import { formatAge } from '../../../format/duration';
import { formatLocalTime } from '../../../format/time';
import type { EpisodeQuery, EpisodeRecord } from '../../../store';
import { createScreen } from '../../../terminal/screen';
import { toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import type { Service } from '../../service/open';

/** Which alerts to list, and how. */
export interface AlertOptions extends Pick<EpisodeQuery, 'state' | 'kinds' | 'mine' | 'limit' | 'cursor'> {
  json?: true;
}

/** Wide enough for the time, so that the other lines of an alert are aligned with its title. */
const INDENT = ' '.repeat('2026-01-05 14:10:07  '.length);

/** Print a page of the alerts, the latest first. */
export async function listAlerts({ store }: Service, { json, ...query }: AlertOptions): Promise<void> {
  const [source, { episodes, nextCursor }] = await Promise.all([
    store.readSource(),
    store.listEpisodes(query),
  ]);
  if (json) {
    process.stdout.write(`${toSafeJson({ source, alerts: episodes.map(toAlert), nextCursor })}\n`);
    return;
  }
  const screen = createScreen(process.stdout);
  if (episodes.length === 0) screen.print('No alerts.');
  episodes.flatMap(formatAlert).forEach(screen.print);
  if (nextCursor !== null) {
    process.stdout.write(`Next page: the same command with --cursor ${nextCursor}\n`);
  }
}

/** Mark an alert as known. */
export async function acknowledgeAlert({ store }: Service, id: string): Promise<ExitCode> {
  const found = await store.acknowledgeEpisode(id);
  if (found === undefined) {
    process.stderr.write(`There is no alert ${id}. \`mobipium-sync alerts\` lists them.\n`);
    return EXIT.failed;
  }
  createScreen(process.stdout).print(`Acknowledged: ${describe(found).title}`);
  return EXIT.done;
}

function formatAlert(episode: EpisodeRecord): string[] {
  const { title, text } = describe(episode);
  return [
    `${formatLocalTime(episode.startedAt)}  ${title}`,
    `${INDENT}${text}`,
    `${INDENT}${formatState(episode)}`,
  ];
}

/** `Alert 12, open, acknowledged, not sent.` */
function formatState({ id, startedAt, endedAt, isSent, acknowledgedAt }: EpisodeRecord): string {
  const lastedMs = endedAt === null ? 0 : Date.parse(endedAt) - Date.parse(startedAt);
  const state = endedAt === null ? 'open' : lastedMs > 0 ? `ended after ${formatAge(lastedMs)}` : 'over';
  return [
    `Alert ${id}`,
    state,
    ...(acknowledgedAt === null ? [] : ['acknowledged']),
    ...(isSent ? [] : ['not sent']),
  ].join(', ');
}

/** What started it, in words. */
function describe(episode: EpisodeRecord) {
  return describeEpisode(episode, 'start');
}
