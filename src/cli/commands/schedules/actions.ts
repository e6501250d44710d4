import { applySchedules, type ScheduleState } from '../../../client';
import { linkLastRuns } from '../../../format/run-links';
import { tableWidth } from '../../../terminal/table';
import { sanitizeText, toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import type { Service } from '../../service/open';
import { renderSchedules } from './table';

/** Print the schedules. */
export async function listSchedules({ syncs }: Service, json?: true): Promise<void> {
  const schedules = await syncs.listSchedules();
  if (json) print(toSafeJson({ schedules: schedules.map((schedule) => linkLastRuns(schedule, syncs)) }));
  else renderSchedules(schedules, Date.now(), tableWidth(process.stdout)).forEach(print);
}

/** Create or update the schedules from the settings, and print them. */
export async function applySettings(service: Service, takeOver?: true): Promise<void> {
  const { high, full } = service.config;
  await applySchedules(service, { highEveryMs: high.everyMs, fullEveryMs: full.everyMs, takeOver });
  await listSchedules(service);
}

interface Change {
  id: string;
  change: 'pause' | 'resume';
  note: string;
  json?: true;
}

/** Pause or resume a schedule, and print its new state. */
export async function changeSchedule(
  { syncs }: Service,
  { id, change, note, json }: Change,
): Promise<ExitCode> {
  const changed: ScheduleState | undefined = await (change === 'pause'
    ? syncs.pauseSchedule(id, note)
    : syncs.resumeSchedule(id, note));
  if (changed === undefined) return reportMissing(id);
  if (json) print(toSafeJson(linkLastRuns(changed, syncs)));
  else renderSchedules([changed], Date.now(), tableWidth(process.stdout)).forEach(print);
  return EXIT.done;
}

/** Start a schedule's run, and print its workflow id. */
export async function triggerSchedule({ syncs }: Service, id: string, json?: true): Promise<ExitCode> {
  const result = await syncs.triggerSchedule(id);
  if (result === undefined) return reportMissing(id);
  if (json) {
    print(toSafeJson(result));
  } else if (result.outcome === 'unknown') {
    print('Triggered. The server has not reported the run in time: see `mobipium-sync status`.');
  } else {
    const run = result.run?.workflowId ?? 'its run';
    print(
      result.outcome === 'started'
        ? `Started ${run}. \`mobipium-sync watch\` shows it.`
        : `Nothing started: ${run} is still running.`,
    );
  }
  return EXIT.done;
}

function reportMissing(id: string): ExitCode {
  process.stderr.write(
    `The schedule ${id} has not been created. Create it with \`mobipium-sync schedules apply\`.\n`,
  );
  return EXIT.failed;
}

function print(line: string): void {
  process.stdout.write(`${sanitizeText(line)}\n`);
}
