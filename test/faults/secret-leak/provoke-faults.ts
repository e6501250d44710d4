import { poll } from '../../../harness/poll';
import type { Fault, FaultEffect } from '../../../src/sandbox';
import { convertingIds } from '../../harness/mirror';
import { CONTRADICTING_ALERT_SETTINGS, fillAlertTables, INVALID_ALERT_SETTINGS } from './alert-channels';
import { REFLECTIONS, type Reflection } from './reflecting-network';
import { requestEverything } from './request-api';
import { SECRETS } from './secrets';
import { type Outputs, readDatabaseSinks, type Sinks } from './sinks';
import type { LeakStack } from './stack';

const LONG = 'x'.repeat(70_000);

/** All effects of the sandbox except a refused token, which ends a run. */
const EFFECTS: FaultEffect[] = [
  ...[400, 404, 408, 429, 500, 502, 503].map((status): FaultEffect => ({ kind: 'status', status })),
  { kind: 'status', status: 429, retryAfter: '1' },
  { kind: 'redirect', to: 'https://elsewhere.example/' },
  { kind: 'hang' },
  { kind: 'late', ms: 500 },
  { kind: 'slow-drip' },
  { kind: 'cut-body' },
  { kind: 'wrong-length' },
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'json-null' },
  { kind: 'huge', mebibytes: 20 },
  { kind: 'gzip-bomb', mebibytes: 20 },
  { kind: 'deep-json' },
  { kind: 'success-false' },
  { kind: 'no-offers' },
  { kind: 'null-offers' },
  { kind: 'total-zero' },
  { kind: 'empty-page' },
  { kind: 'short-page' },
  { kind: 'same-page' },
  { kind: 'duplicate' },
  { kind: 'total-pages', value: 1e9 },
  {
    kind: 'odd-rows',
    rows: [null, 'x', { offer_id: null }, { offer_id: '1', payout: 'NaN', offer_name: `\0${LONG}\ud800` }],
  },
];

/** Dozens of processes start here, some of them concurrently. */
const READY_WITHIN_MS = 120_000;

/** Page 1 is also read to measure the catalogue. */
const FIRST_FAULTY_PAGE = 2;

export interface ProvokedOutputs extends Outputs {
  /** The database during a run: its requests are deleted at the end of a run. */
  duringRun: Sinks;
}

/** Provoke every fault, one after the other, while the service works and its API gets requests. */
export async function provokeFaults(stack: LeakStack): Promise<ProvokedOutputs> {
  const { sandbox, network, startCommand, ports, environment } = stack;
  const outputs: ProvokedOutputs = {
    processes: new Map(),
    responses: [],
    workerMetrics: '',
    duringRun: new Map(),
  };
  const metricsAddress = `127.0.0.1:${ports.metrics}`;
  const start = async (command: string, ready: RegExp, settings: Record<string, string>) => {
    const started = startCommand(command, settings);
    await started.waitFor(ready, READY_WITHIN_MS);
    return started;
  };
  const runCommand = async (command: string, settings: Record<string, string> = {}, until?: RegExp) => {
    const started = startCommand(command, settings);
    // Some commands wait for a server that never starts; `until` matches their message.
    await (until === undefined ? started.ended() : started.waitFor(until, READY_WITHIN_MS));
    await started.kill();
    outputs.processes.set(`${command} (${outputs.processes.size})`, started.output());
  };
  const sync = async (kind: 'full' | 'high') => {
    const { workflowId, runId } = await stack.syncs.startSync(kind);
    const handle = stack.temporal.workflow.getHandle(workflowId, undefined, { firstExecutionRunId: runId });
    await handle.result().catch(() => undefined);
  };
  const [offerId = ''] = sandbox.catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' });
  const requestApi = async (port = ports.api) => {
    outputs.responses.push(...(await requestEverything(`http://127.0.0.1:${port}`, offerId)));
  };

  const api = await start('api', /API is ready/, { PORT: String(ports.api) });
  const worker = await start('worker', /worker is ready/, {
    WORKER_METRICS_ADDRESS: metricsAddress,
    OTEL_EXPORTER_OTLP_ENDPOINT: stack.collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  await runCommand('schedules apply');
  await sync('full');
  const [converting = '', watched = ''] = convertingIds({ sandbox });
  await runCommand(`mine add ${watched}`);
  await sync('high');
  sandbox.catalogue.pause(converting);
  sandbox.catalogue.pause(watched);
  await sync('high');
  await runCommand('doctor');
  await runCommand('offers --limit 3');

  sandbox.setFault(
    EFFECTS.map((effect, index): Fault => ({ when: { pages: [index + FIRST_FAULTY_PAGE] }, effect })),
  );
  await sync('full');
  sandbox.setFault(
    EFFECTS.map((effect, index): Fault => ({
      when: { asked: 'by-id', share: 1 / (EFFECTS.length - index) },
      effect,
    })),
  );
  await sync('high');
  sandbox.setFault(null);

  const retryable = REFLECTIONS.filter((reflection) => reflection !== 'in a token refusal');
  network.select((params) => retryable[Number(params.get('pages')) - FIRST_FAULTY_PAGE]);
  await sync('full');
  network.select(selectByBatch(retryable));
  await sync('high');
  await runCommand('doctor');
  network.select(() => 'in a token refusal');
  await sync('full');
  await requestApi();
  await runCommand('sync high --json');
  await runCommand('doctor');

  network.select((params) => (params.get('pages') === '9' ? 'in an endless body' : 'in rows'));
  const { workflowId } = await stack.syncs.startSync('full');
  await poll('the run has sent requests', async () => {
    outputs.duringRun = await readDatabaseSinks(stack);
    const requests = outputs.duringRun.get('table run_requests')!;
    return requests.length > 5 && requests.some((request) => request.includes('page/2,'));
  });
  await stack.databaseProxy.disconnect();
  network.select(() => undefined);
  await poll('the worker cannot reach the database', () => worker.output().includes('ECONNREFUSED'), 60_000);
  await Promise.all([requestApi(), runCommand('doctor --json'), runCommand('status'), runCommand('migrate')]);
  await stack.databaseProxy.reconnect();
  await stack.temporal.workflow
    .getHandle(workflowId)
    .result()
    .catch(() => undefined);

  await stack.temporalProxy.disconnect();
  await Promise.all([
    requestApi(),
    runCommand('doctor'),
    runCommand('status --json'),
    runCommand('sync high'),
  ]);
  await stack.temporalProxy.reconnect();

  await runWithWrongSecrets(stack, runCommand);
  const lockedOut = await start('api', /API is ready/, {
    DATABASE_URL: stack.databaseUrlWith(SECRETS.wrongPassword.text),
    PORT: String(ports.start),
  });
  await requestApi(ports.start);
  await lockedOut.stop();
  outputs.processes.set('api with a wrong password', lockedOut.output());

  await poll(
    'every channel but Telegram has accepted a message',
    async () => {
      const states = await stack.store.readChannelStates();
      return states.filter(({ lastDeliveredAt }) => lastDeliveredAt !== null).length === states.length - 1;
    },
    120_000,
  );
  await runCommand('replay full-sync-manual');
  await runCommand('status');
  outputs.workerMetrics = await (await fetch(`http://${metricsAddress}/metrics`)).text();
  await requestApi();
  await worker.stop();
  outputs.processes.set('worker', worker.output());

  const wrongWorker = await start('worker', /worker is ready/, {
    MOBIPIUM_API_TOKEN: SECRETS.wrongToken.text,
  });
  await poll(
    'the network has refused the wrong token',
    async () => {
      await sync('high');
      return wrongWorker.output().includes('the network refused the token');
    },
    60_000,
  );
  await wrongWorker.stop();
  outputs.processes.set('worker with a wrong token', wrongWorker.output());

  const service = await start('start', /^Database /m, {
    PORT: String(ports.start),
    DATA_DIR: environment.DATA_DIR,
  });
  await sync('high');
  await requestApi(ports.start);
  await runCommand('status');
  await fillAlertTables(stack, watched, runCommand);
  outputs.processes.set('start', service.output());
  await api.stop();
  outputs.processes.set('api', api.output());
  return outputs;
}

/** Each batch of ids gets one reflection, the same one for each attempt; pages are forwarded. */
function selectByBatch(reflections: readonly Reflection[]) {
  const batches: string[] = [];
  return (params: URLSearchParams) => {
    const ids = params.get('offers');
    if (ids === null) return undefined;
    if (!batches.includes(ids)) batches.push(ids);
    return reflections[batches.indexOf(ids)];
  };
}

/** Run commands with wrong passwords and tokens, and with URLs that cannot be parsed. */
async function runWithWrongSecrets(
  { databaseUrlWith }: LeakStack,
  runCommand: (command: string, settings: Record<string, string>, until?: RegExp) => Promise<void>,
): Promise<void> {
  const { wrongPassword, wrongToken, password } = SECRETS;
  const wrong = { DATABASE_URL: databaseUrlWith(wrongPassword.text) };
  await Promise.all(
    ['doctor', 'status', 'migrate', 'worker', 'offers'].map((command) => runCommand(command, wrong)),
  );
  await runCommand('doctor', { MOBIPIUM_API_TOKEN: wrongToken.text });
  await runCommand('worker', INVALID_ALERT_SETTINGS);
  await runCommand('worker', CONTRADICTING_ALERT_SETTINGS);
  const invalidUrls = [
    `postgresql://someone:${password.core}@[not-a-host]:1/x`,
    `postgresql://someone:12/${password.core}@127.0.0.1:1/x`,
    `postgresql://someone:${password.core}%zz@127.0.0.1:1/x`,
    `mysql://someone:${password.core}@127.0.0.1/x`,
  ];
  for (const command of ['doctor', 'status'])
    await Promise.all(invalidUrls.map((url) => runCommand(command, { DATABASE_URL: url })));
  await runCommand('worker', { DATABASE_URL: invalidUrls[2]! });
  const away = `postgresql://someone:${password.core}@127.0.0.1:1/x`;
  await runCommand('worker', { DATABASE_URL: away }, /unavailable, retrying/);
}
