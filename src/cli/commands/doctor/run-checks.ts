import { ConfigError } from '../../../config';
import { sanitizeText } from '../../../terminal/text';
import { EXIT, type ExitCode } from '../../exit-codes';
import { ServiceNotFoundError } from '../../service/locate';
import { openService, type Service } from '../../service/open';
import { checkAlerts } from './check-alerts';
import { checkAnswers } from './check-answers';
import { checkClock } from './check-clock';
import { checkMirror } from './check-mirror';
import { checkSchedules } from './check-schedules';
import { checkWorkerVersion } from './check-worker-version';
import { checkApi, checkDatabase, checkNetwork, checkTemporal, checkWebUi } from './checks';
import { fine, type Finding, wrong } from './finding';

/** A finding and the name of its check. */
export interface NamedFinding extends Finding {
  name: string;
}

interface CheckOptions {
  /** Send a test message to each channel of alerts. Nothing else is changed or sent. */
  testAlerts: boolean;
}

/** In the order of the output. A check without a finding is left out. */
const CHECKS: [
  name: string,
  check: (service: Service, options: CheckOptions) => Promise<Finding | undefined>,
][] = [
  ['Database', checkDatabase],
  ['Clock', checkClock],
  ['Mirror', checkMirror],
  ['Temporal', checkTemporal],
  ['Schedules', checkSchedules],
  ['Version', checkWorkerVersion],
  ['Web UI', checkWebUi],
  ['Network', checkNetwork],
  ['Answers', checkAnswers],
  ['Alerts', (service, { testAlerts }) => checkAlerts(service, { sendTest: testAlerts })],
  ['API', checkApi],
];

/** Run all checks. Never throws because of a problem that a check finds. */
export async function runChecks(options: CheckOptions): Promise<NamedFinding[]> {
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
      CHECKS.map(async ([name, check]) => ({ name, finding: await check(service, options) })),
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

/** Render a finding as lines. */
export function renderFinding({ name, state, found, advice }: NamedFinding): string[] {
  return [
    `${LABELS[state]}  ${name.padEnd(9)} ${sanitizeText(found)}`,
    ...(advice === null ? [] : [`${' '.repeat(17)}→ ${advice}`]),
  ];
}

/** The exit code for all findings together. */
export function exitCodeOfFindings(findings: Finding[]): ExitCode {
  if (findings.some(({ state }) => state === 'away')) return EXIT.unreachable;
  return findings.some(({ state }) => state === 'wrong') ? EXIT.failed : EXIT.done;
}
