import type { Command } from 'commander';
import { formatAge } from '../../format/duration';
import { formatQuantity } from '../../format/numbers';
import { type Service, withService } from '../service/with-service';

const HELP = `
Use it after a clock that was ahead has been corrected. The next observations
are then later than the earlier ones again. Their order stays.

Example:
  mobipium-sync clock reset`;

/** `clock reset`: move the recorded times that are in the future back to the present. */
export function addClockCommand(program: Command): void {
  program
    .command('clock')
    .description('recover from a database clock that was ahead')
    .command('reset')
    .description('move the recorded times that are in the future back to the present')
    .addHelpText('after', HELP)
    .action(() => withService(reset));
}

async function reset({ store }: Service): Promise<void> {
  const { aheadSeconds, offers, runs } = await store.resetClock();
  const result =
    aheadSeconds === 0
      ? 'No recorded time is in the future.'
      : `Moved the times of ${formatQuantity(offers, 'offer')} and ${formatQuantity(runs, 'run')} back by ${formatAge(aheadSeconds * 1_000)}.`;
  process.stdout.write(`${result}\n`);
}
