import type { Command } from 'commander';
import { ConfigError } from '../../../config';
import { sanitizeText, toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import { ServiceNotFoundError } from '../../service/locate';
import { openService, type Service } from '../../service/open';
import { checkApi, checkDatabase, checkNetwork, checkTemporal, checkWebUi, type Finding } from './checks';

interface NamedFinding extends Finding {
  name: string;
}

const HELP = `
Example:
  mobipium-sync doctor

Changes nothing. Exits with 0 where all is fine, with 4 where something cannot be reached, else with 1.`;

/** `doctor`: try everything that the service needs, and say what to do. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('try settings, database, Temporal and the token, and say what to do')
    .option('--json', 'one JSON object')
    .addHelpText('after', HELP)
    .action(async ({ json }: { json?: true }) => {
      const findings = await examine();
      const said = json ? [toSafeJson({ findings })] : findings.flatMap(describe);
      process.stdout.write(`${said.join('\n')}\n`);
      process.exitCode = verdict(findings);
    });
}

async function examine(): Promise<NamedFinding[]> {
  const settings = (finding: Finding) => ({ name: 'Settings', ...finding });
  let service: Service;
  try {
    service = await openService();
  } catch (error) {
    if (error instanceof ConfigError) {
      const advice = 'Correct them in the environment or in .env; .env.example lists each.';
      return [settings({ state: 'wrong', found: error.problems.join('; '), advice })];
    }
    if (!(error instanceof ServiceNotFoundError)) throw error;
    const [found = '', advice = null] = error.message.split('\n');
    return [settings({ state: 'away', found, advice })];
  }
  try {
    const [database, temporal, webUi, network, api] = await Promise.all([
      checkDatabase(service),
      checkTemporal(service),
      checkWebUi(service),
      checkNetwork(service),
      checkApi(service),
    ]);
    return [
      settings({ state: 'fine', found: 'all can be read', advice: null }),
      { name: 'Database', ...database },
      { name: 'Temporal', ...temporal },
      ...(webUi === undefined ? [] : [{ name: 'Web UI', ...webUi }]),
      { name: 'Network', ...network },
      ...(api === undefined ? [] : [{ name: 'API', ...api }]),
    ];
  } finally {
    await service.stop();
  }
}

const MARKS = { fine: 'ok   ', away: 'AWAY ', wrong: 'WRONG' };

function describe({ name, state, found, advice }: NamedFinding): string[] {
  return [
    `${MARKS[state]}  ${name.padEnd(9)} ${sanitizeText(found)}`,
    ...(advice === null ? [] : [`${' '.repeat(17)}→ ${advice}`]),
  ];
}

function verdict(findings: Finding[]): ExitCode {
  if (findings.some(({ state }) => state === 'away')) return EXIT.unreachable;
  return findings.some(({ state }) => state === 'wrong') ? EXIT.failed : EXIT.done;
}
