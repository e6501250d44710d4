import { readScheduleOwners } from '../../../client';
import type { Service } from '../../service/open';
import { fine, type Finding, readOrSkip, wrong } from './finding';

/**
 * Check that the schedules with this mirror's names on the Temporal server are its own. Undefined: the database or the
 * Temporal server cannot be reached.
 */
export async function checkMirror(service: Service): Promise<Finding | undefined> {
  const found = await readOrSkip(Promise.all([service.readMirrorId(), readScheduleOwners(service)]));
  if (found === undefined) return undefined;
  const [own, schedules] = found;
  const prefix = service.prefix === '' ? 'no prefix' : `prefix ${service.prefix.slice(0, -1)}`;
  const mirror = `${own}, ${prefix}`;
  const unowned = schedules.filter(({ mirrorId }) => mirrorId === null);
  const foreign = schedules.filter(({ mirrorId }) => mirrorId !== null && mirrorId !== own);
  if (foreign.length > 0) {
    const names = foreign.map(({ scheduleId, mirrorId }) => `${scheduleId} belongs to ${mirrorId}`);
    return wrong(
      `${mirror}; on the Temporal server ${names.join(', ')}`,
      'Set another TEMPORAL_NAMESPACE or TEMPORAL_PREFIX. If that mirror is gone, run `mobipium-sync schedules apply --take-over`.',
    );
  }
  if (unowned.length > 0) {
    const names = unowned.map(({ scheduleId }) => scheduleId).join(', ');
    return wrong(
      `${mirror}; the schedules ${names} do not name their mirror`,
      'Run `mobipium-sync schedules apply`.',
    );
  }
  const kept = schedules.length === 0 ? 'no schedules yet' : 'the schedules are its own';
  return fine(`${mirror}, ${kept}`);
}
