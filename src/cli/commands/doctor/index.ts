import type { Command } from 'commander';
import { ConfigError } from '../../../config';
import { sanitizeText, toSafeJson } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import { ServiceNotFoundError } from '../../service/locate';
import { openService, type Service } from '../../service/open';
import { checkAnswers } from './check-answers';
import { checkClock } from './check-clock';
import { checkMirror } from './check-mirror';
import { checkWorkerVersion } from './check-worker-version';
import { checkApi, checkDatabase, checkNetwork, checkTemporal, checkWebUi } from './checks';
import { fine, type Finding, wrong } from './finding';

interface NamedFinding extends Finding {
  name: string;
}

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
    .addHelpText('after', HELP)
    .action(async ({ json }: { json?: true }) => {
      const findings = await runChecks();
      const lines = json ? [toSafeJson({ findings })] : findings.flatMap(render);
      process.stdout.write(`${lines.join('\n')}\n`);
      process.exitCode = exitCodeOf(findings);
    });
}

/** In the order of the output. A check without a finding is left out. */
const CHECKS: [name: string, check: (service: Service) => Promise<Finding | undefined>][] = [
  ['Database', checkDatabase],
  ['Clock', checkClock],
  ['Mirror', checkMirror],
  ['Temporal', checkTemporal],
  ['Version', checkWorkerVersion],
  ['Web UI', checkWebUi],
  ['Network', checkNetwork],
  ['Answers', checkAnswers],
  ['API', checkApi],
];

async function runChecks(): Promise<NamedFinding[]> {
  const settings = (finding: Finding) => ({ name: 'Settings', ...finding });
  let service: Service;
  try {
    service = await openService();
  } catch (error) {
    if (error instanceof ConfigError) {
      const advice = 'Correct them in the environment or in .env; .env.example lists all settings.';
      return [settings(wrong(error.problems.join('; '), advice))];
    }
    if (!(error instanceof ServiceNotFoundError)) throw error;
    const [found = '', advice = null] = error.message.split('\n');
    return [settings({ state: 'away', found, advice })];
  }
  try {
    const findings = await Promise.all(
      CHECKS.map(async ([name, check]) => ({ name, finding: await check(service) })),
    );
    return [
      settings(fine('valid')),
      ...findings.flatMap(({ name, finding }) => (finding === undefined ? [] : [{ name, ...finding }])),
    ];
  } finally {
    await service.stop();
  }
}

const LABELS = { fine: 'ok   ', away: 'DOWN ', wrong: 'WRONG' };

function render({ name, state, found, advice }: NamedFinding): string[] {
  return [
    `${LABELS[state]}  ${name.padEnd(9)} ${sanitizeText(found)}`,
    ...(advice === null ? [] : [`${' '.repeat(17)}→ ${advice}`]),
  ];
}

function exitCodeOf(findings: Finding[]): ExitCode {
  if (findings.some(({ state }) => state === 'away')) return EXIT.unreachable;
  return findings.some(({ state }) => state === 'wrong') ? EXIT.failed : EXIT.done;
}
