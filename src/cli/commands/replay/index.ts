import type { Client } from '@temporalio/client';
import type { WorkflowBundleOption } from '@temporalio/worker';
import type { Command } from 'commander';
import { createTemporalClient } from '../../../client';
import { readConfig, readEnvironment } from '../../../config';
import { formatCount } from '../../../format/numbers';
import { sanitizeText, toSafeJson } from '../../../terminal/text';
import { loadWorkflowBundle } from '../../../worker';
import { EXIT, type ExitCode } from '../../exit-codes';
import { locateTemporal } from '../../service/locate';
import { UnreadableHistoryError } from './check-history';
import { type Difference, findDifference } from './find-difference';
import { readHistory } from './read-history';

/** What became of one replay. */
interface Replay {
  /** As it was asked for. */
  name: string;
  workflowId?: string;
  workflowType?: string;
  eventCount?: number;
  /** Where it differs; null: nowhere. Left out where it could not be replayed. */
  difference?: Difference | null;
  /** Why it could not be replayed. */
  unreadable?: string;
}

const HELP = `
Examples:
  mobipium-sync replay full-sync-manual
  temporal workflow show --workflow-id full-sync-manual --output json > history.json
  mobipium-sync replay history.json another.json
Downloads of the Web UI work too, with encoded payloads. A chunk is a workflow of its own: full-sync-manual/pages-1-10.`;

/** `replay <workflow id | history.json>…`: hold histories against today's workflows. */
export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .description(
      "replay what workflows did against today's code: would a run that is going survive an update?",
    )
    .argument('<workflow id | history.json...>', 'a workflow on the server, or a file')
    .option('--json', 'one JSON object')
    .addHelpText('after', HELP)
    .action(async (names: string[], { json }: { json?: true }) => {
      process.exitCode = await replayAll(names, json === true);
    });
}

async function replayAll(names: string[], isJson: boolean): Promise<ExitCode> {
  const say = (line: string) => void (isJson ? undefined : process.stdout.write(`${line}\n`));
  let bundle: WorkflowBundleOption | undefined;
  const loadBundle = async () => (bundle ??= await loadWorkflowBundle());
  let temporal: Client | undefined;
  const connect = () =>
    (temporal ??= createTemporalClient(locateTemporal(readConfig(readEnvironment())).temporal));
  const replays: Replay[] = [];
  try {
    for (const name of names) {
      const replay = await replayOne(name, loadBundle, connect);
      replays.push(replay);
      say(sanitizeText(describe(replay)));
    }
  } finally {
    await temporal?.connection.close();
  }
  if (isJson) process.stdout.write(`${toSafeJson({ replays })}\n`);
  return replays.every(({ difference }) => difference === null) ? EXIT.done : EXIT.failed;
}

async function replayOne(
  name: string,
  loadBundle: () => Promise<WorkflowBundleOption>,
  connect: () => Client,
): Promise<Replay> {
  try {
    const recorded = await readHistory(name, connect);
    const difference = (await findDifference(await loadBundle(), recorded)) ?? null;
    const { workflowId, workflowType, history } = recorded;
    return { name, workflowId, workflowType, eventCount: history.events.length, difference };
  } catch (error) {
    if (error instanceof UnreadableHistoryError) return { name, unreadable: error.message };
    throw error;
  }
}

function describe({ name, workflowType, eventCount = 0, difference, unreadable }: Replay): string {
  if (unreadable !== undefined) return `BAD      ${name}: ${unreadable}`;
  if (difference == null) return `fits     ${name}: ${workflowType}, ${formatCount(eventCount)} events`;
  const { eventId, eventType, why } = difference;
  return `DIFFERS  ${name}: ${workflowType}, at event ${eventId} (${eventType}): ${why}`;
}
