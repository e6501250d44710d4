import type { Command } from 'commander';

const HELP = `
Examples:
  mobipium-sync replay --running
  mobipium-sync replay full-sync-manual
  temporal workflow show -w full-sync-manual --output json > history.json
  mobipium-sync replay history.json another.json

Files downloaded from the Web UI work too, with encoded payloads. A chunk is a
workflow of its own: full-sync-manual/pages-1-10. --running replays the
history so far of every run and chunk in progress: use it before an update.`;

/** `replay <workflow id or file>…`, `replay --running`: replay histories against the current workflow code. */
export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .description(
      'replay workflow histories against the current code: can runs in progress survive an update?',
    )
    .argument('[history...]', 'workflow ids on the server, or files')
    .option('--running', 'replay every run and chunk in progress')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action(async (names: string[], { json, running }: { json?: true; running?: true }, command: Command) => {
      if (names.length === 0 && !running) command.error("error: expected a history, or '--running'");
      const { replayAll } = require('./replay-all') as typeof import('./replay-all');
      process.exitCode = await replayAll(names, { isJson: json === true, isRunning: running === true });
    });
}
