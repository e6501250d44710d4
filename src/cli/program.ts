import { Command } from 'commander';
import { readVersion } from '../config/version';
import { sanitizeLines } from '../terminal/text';
import { addAlertsCommand } from './commands/alerts';
import { addCancelCommand } from './commands/cancel';
import { addChangesCommand } from './commands/changes';
import { addClockCommand } from './commands/clock';
import { addDoctorCommand } from './commands/doctor';
import { addMineCommand } from './commands/mine';
import { addOffersCommand } from './commands/offers';
import { addOpenCommand } from './commands/open';
import { addPsqlCommand } from './commands/psql';
import { addReplayCommand } from './commands/replay';
import { addRunsCommand } from './commands/runs';
import { addSchedulesCommand } from './commands/schedules';
import { addStatusCommand } from './commands/status';
import { addSyncCommands } from './commands/sync';
import { addWatchCommand } from './commands/watch';
import { EXIT_CODES_HELP } from './exit-codes';
import { addProcessCommands } from './processes';

const HELP = `
Settings come from the environment and .env; .env.example lists all of them.
Commands that need a running service use DATABASE_URL and TEMPORAL_ADDRESS, or
else the service that \`start\` runs in DATA_DIR.
${EXIT_CODES_HELP}

Examples:
  mobipium-sync start
  mobipium-sync sync full --max-pages 20`;

/**
 * Create the program. Parsing throws a `CommanderError` after it has printed help, the version or a usage error.
 *
 * Creating it is fast: each command loads what it needs when it runs.
 */
export function createProgram(): Command {
  const program = new Command('mobipium-sync')
    .description('Keeps a live PostgreSQL mirror of the Mobipium offer catalogue, on Temporal.')
    .version(readVersion())
    .addHelpText('after', HELP)
    .showHelpAfterError('(add --help to see the usage)')
    // For `psql`: the options after the command's name are those of the command.
    .enablePositionalOptions()
    // Usage errors quote the arguments, which may hold text from elsewhere. Commands inherit this.
    .configureOutput({ outputError: (text, write) => write(sanitizeLines(text)) })
    .exitOverride();
  addProcessCommands(program);
  addStatusCommand(program);
  addWatchCommand(program);
  addOpenCommand(program);
  addOffersCommand(program);
  addChangesCommand(program);
  addMineCommand(program);
  addAlertsCommand(program);
  addPsqlCommand(program);
  addSyncCommands(program);
  addRunsCommand(program);
  addCancelCommand(program);
  addSchedulesCommand(program);
  addClockCommand(program);
  addReplayCommand(program);
  addDoctorCommand(program);
  return program;
}
