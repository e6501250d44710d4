import type { Command } from 'commander';
import { toSafeJson } from '../../../terminal/text';

const HELP = `
Example:
  mobipium-sync doctor

Changes nothing. Exits with 0 if everything is fine, with 4 if something cannot
be reached, otherwise with 1.`;

/** `doctor`: check everything that the service needs, and print what to do. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check the settings, the database, Temporal and the token, and say what to do')
    .option('--json', 'print one JSON object')
    .option('--test-alerts', 'send a test message to each channel of alerts')
    .addHelpText('after', HELP)
    .action(async ({ json, testAlerts = false }: { json?: true; testAlerts?: boolean }) => {
      const { runChecks, renderFinding, exitCodeOfFindings } =
        require('./run-checks') as typeof import('./run-checks');
      const findings = await runChecks({ testAlerts });
      const lines = json ? [toSafeJson({ findings })] : findings.flatMap(renderFinding);
      process.stdout.write(`${lines.join('\n')}\n`);
      process.exitCode = exitCodeOfFindings(findings);
    });
}
