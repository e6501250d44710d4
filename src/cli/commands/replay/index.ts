import type { Client } from '@temporalio/client';
import type { WorkflowBundleOption } from '@temporalio/worker';
import type { Command } from 'commander';
import { createTemporalClient } from '../../../client';
import { readConfig, readEnvironment } from '../../../config';
import { formatQuantity } from '../../../format/numbers';
import { sanitizeText, toSafeJson } from '../../../terminal/text';
import { loadWorkflowBundle } from '../../../worker';
import { EXIT, type ExitCode } from '../../exit-codes';
import { locateTemporal } from '../../service/locate';
import { UnreadableHistoryError } from './check-history';
import { type Difference, findDifference } from './find-difference';
import { readHistory } from './read-history';

/** The result of one replay. */
interface Replay {
  /** The argument. */
  name: string;
  workflowId?: string;
  workflowType?: string;
  eventCount?: number;
  /** Null: the history fits. Absent: it could not be replayed. */
  difference?: Difference | null;
  /** Why the history could not be replayed. */
  unreadable?: string;
}

const HELP = `
Examples:
  mobipium-sync replay full-sync-manual
  temporal workflow show --workflow-id full-sync-manual --output json > history.json
  mobipium-sync replay history.json another.json

Files downloaded from the Web UI work too, with encoded payloads. A chunk is a
workflow of its own: full-sync-manual/pages-1-10.`;

/** `replay <workflow id or file>…`: replay histories against the current workflow code. */
export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .description(
      'replay workflow histories against the current code: can runs in progress survive an update?',
    )
    .argument('<history...>', 'workflow ids on the server, or files')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action(async (names: string[], { json }: { json?: true }) => {
      process.exitCode = await replayAll(names, json === true);
    });
}

async function replayAll(names: string[], isJson: boolean): Promise<ExitCode> {
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
      if (!isJson) process.stdout.write(`${sanitizeText(render(replay))}\n`);
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

function render({ name, workflowType, eventCount = 0, difference, unreadable }: Replay): string {
  if (unreadable !== undefined) return `INVALID  ${name}: ${unreadable}`;
  if (difference == null) return `ok       ${name}: ${workflowType}, ${formatQuantity(eventCount, 'event')}`;
  const { eventId, eventType, why } = difference;
  return `DIFFERS  ${name}: ${workflowType}, at event ${eventId} (${eventType}): ${why}`;
}
