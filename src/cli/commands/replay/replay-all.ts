import type { Client } from '@temporalio/client';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { createTemporalClient } from '../../../client';
import { type Config, readConfig, readEnvironment } from '../../../config';
import { formatQuantity } from '../../../format/numbers';
import { sanitizeText, toSafeJson } from '../../../terminal/text';
import { loadWorkflowBundle } from '../../../worker';
import { EXIT, type ExitCode } from '../../exit-codes';
import { locateTemporal } from '../../service/locate';
import { type RecordedHistory, UnreadableHistoryError } from './check-history';
import { type Difference, findDifference } from './find-difference';
import { listRunning, readHistory, readRunningHistory } from './read-history';

/** The result of one replay. */
interface Replay {
  /** The argument, or with `--running` the workflow id. */
  name: string;
  workflowId?: string;
  workflowType?: string;
  eventCount?: number;
  /** Null: the history fits. Absent: it could not be replayed. */
  difference?: Difference | null;
  /** Why the history could not be replayed. */
  unreadable?: string;
}

/** Replay the named histories, and with `isRunning` those of all runs in progress; print each result. */
export async function replayAll(
  names: string[],
  { isJson, isRunning }: { isJson: boolean; isRunning: boolean },
): Promise<ExitCode> {
  let bundle: WorkflowBundleOption | undefined;
  const config = readConfig(readEnvironment());
  const onNotice = (sentence: string) => void process.stderr.write(`${sentence}\n`);
  const loadBundle = async () =>
    (bundle ??= await loadWorkflowBundle({ cacheDir: config.cacheDir, onNotice }));
  let temporal: { client: Client; prefix: string } | undefined;
  const connect = () => (temporal ??= openTemporal(config));
  const replays: Replay[] = [];
  const replay = async (name: string, read: () => Promise<RecordedHistory>) => {
    const result = await replayOne(name, read, loadBundle);
    replays.push(result);
    if (!isJson) process.stdout.write(`${sanitizeText(render(result))}\n`);
  };
  try {
    for (const name of names) await replay(name, () => readHistory(name, () => connect().client));
    if (isRunning) {
      const { client, prefix } = connect();
      for (const found of await listRunning(client, prefix)) {
        await replay(found.workflowId, () => readRunningHistory(found, client));
      }
    }
  } finally {
    await temporal?.client.connection.close();
  }
  if (isJson) process.stdout.write(`${toSafeJson({ replays })}\n`);
  else if (replays.length === 0) process.stdout.write('No runs in progress.\n');
  return replays.every(({ difference }) => difference === null) ? EXIT.done : EXIT.failed;
}

function openTemporal(config: Config): { client: Client; prefix: string } {
  const { temporal } = locateTemporal(config);
  return { client: createTemporalClient(temporal), prefix: temporal.prefix };
}

async function replayOne(
  name: string,
  read: () => Promise<RecordedHistory>,
  loadBundle: () => Promise<WorkflowBundleOption>,
): Promise<Replay> {
  try {
    const recorded = await read();
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
