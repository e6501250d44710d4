import { formatScheduleProblem } from '../../../format/schedule-problem';
import type { Service } from '../../service/open';
import { fine, type Finding, readOrSkip, wrong } from './finding';

/** Check that the schedules exist as the settings define them. Undefined: a server cannot be reached. */
export async function checkSchedules({ syncs }: Service): Promise<Finding | undefined> {
  const read = await readOrSkip(Promise.all([syncs.findScheduleProblems(), syncs.listSchedules()]));
  if (read === undefined) return undefined;
  const [problems, schedules] = read;
  if (problems.length > 0) {
    return wrong(
      problems.map(formatScheduleProblem).join('; '),
      'Run `mobipium-sync schedules apply` with the settings of the service. A paused schedule stays paused.',
    );
  }
  const paused = schedules.filter((schedule) => schedule.paused).map(({ id }) => `${id} is paused`);
  return fine(['as the settings define them', ...paused].join(', '));
}
