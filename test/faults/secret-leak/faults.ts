import { poll } from '../../../harness/poll';
import type { Fault, FaultEffect } from '../../../src/sandbox';
import { askEverything } from './ask-api';
import { type Place, readDatabase } from './places';
import { REFLECTIONS, type Reflection } from './reflection';
import { SECRETS } from './secrets';
import type { Stage } from './stage';

const LONG = 'x'.repeat(70_000);

/** Everything that the sandbox can do wrong, but for refusing the token, which ends a run. */
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

/** Dozens of processes begin here, some at once. */
const UP_WITHIN_MS = 120_000;

/** The first page is what a run counts the others by. */
const FIRST_STRUCK_PAGE = 2;

/** What came of all misfortunes, as far as it is not kept anywhere. */
export interface Said {
  /** All that each process has said, by its name. */
  processes: Map<string, string>;
  /** All answers of the API. */
  answers: string[];
  /** What the worker shows to Prometheus. */
  workerFigures: string;
  /** The database in the middle of a run, whose books are closed at its end. */
  midRun: Place;
}

/** Let everything go wrong that can, one after the other, while the service works and is asked. */
export async function letEverythingGoWrong(stage: Stage): Promise<Said> {
  const { sandbox, reflection, run, ports, environment } = stage;
  const said: Said = { processes: new Map(), answers: [], workerFigures: '', midRun: new Map() };
  const metricsAddress = `127.0.0.1:${ports.metrics}`;
  const begin = async (name: string, isUp: RegExp, more: Record<string, string>) => {
    const started = run(name, more);
    await started.waitFor(isUp, UP_WITHIN_MS);
    return started;
  };
  const command = async (name: string, more: Record<string, string> = {}, until?: RegExp) => {
    const started = run(name, more);
    // Some wait for a server that never comes, once they have said so.
    await (until === undefined ? started.ended() : started.waitFor(until, UP_WITHIN_MS));
    await started.stop('SIGKILL');
    said.processes.set(`${name} (${said.processes.size})`, started.output());
  };
  const sync = async (kind: 'full' | 'high') => {
    const { workflowId, runId } = await stage.syncs.startSync(kind);
    const handle = stage.temporal.workflow.getHandle(workflowId, undefined, { firstExecutionRunId: runId });
    await handle.result().catch(() => undefined);
  };
  const [offerId = ''] = sandbox.catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' });
  const ask = async (port = ports.api) => {
    said.answers.push(...(await askEverything(`http://127.0.0.1:${port}`, offerId)));
  };

  const api = await begin('api', /API is ready/, { PORT: String(ports.api) });
  const worker = await begin('worker', /worker is ready/, { WORKER_METRICS_ADDRESS: metricsAddress });
  await command('schedules apply');
  await sync('full');
  await sync('high');
  await command('doctor');
  await command('offers --limit 3');

  sandbox.setFault(
    EFFECTS.map((effect, at): Fault => ({ when: { pages: [at + FIRST_STRUCK_PAGE] }, effect })),
  );
  await sync('full');
  sandbox.setFault(
    EFFECTS.map((effect, at): Fault => ({
      when: { asked: 'by-id', share: 1 / (EFFECTS.length - at) },
      effect,
    })),
  );
  await sync('high');
  sandbox.setFault(null);

  const endsNoRun = REFLECTIONS.filter((how) => how !== 'in a refusal of the token');
  reflection.show((asked) => endsNoRun[Number(asked.get('pages')) - FIRST_STRUCK_PAGE]);
  await sync('full');
  reflection.show(eachBatchIn(endsNoRun));
  await sync('high');
  await command('doctor');
  reflection.show(() => 'in a refusal of the token');
  await sync('full');
  await ask();
  await command('sync high --json');
  await command('doctor');

  reflection.show((asked) => (asked.get('pages') === '9' ? 'in a body that never ends' : 'in rows'));
  const { workflowId } = await stage.syncs.startSync('full');
  await poll('the run is on its way', async () => {
    said.midRun = await readDatabase(stage);
    const requests = said.midRun.get('table run_requests')!;
    return requests.length > 5 && requests.some((request) => request.includes('page/2,'));
  });
  await stage.databaseLine.disconnect();
  reflection.show(() => undefined);
  await poll('the worker has missed the database', () => worker.output().includes('ECONNREFUSED'), 60_000);
  await Promise.all([ask(), command('doctor --json'), command('status'), command('migrate')]);
  await stage.databaseLine.reconnect();
  await stage.temporal.workflow
    .getHandle(workflowId)
    .result()
    .catch(() => undefined);

  await stage.temporalLine.disconnect();
  await Promise.all([ask(), command('doctor'), command('status --json'), command('sync high')]);
  await stage.temporalLine.reconnect();

  await refuseSecrets(stage, command);
  const lockedOut = await begin('api', /API is ready/, {
    DATABASE_URL: stage.urlWith(SECRETS.wrongPassword.text),
    PORT: String(ports.start),
  });
  await ask(ports.start);
  await lockedOut.stop('SIGTERM');
  said.processes.set('api with a wrong password', lockedOut.output());

  await command('replay full-sync-manual');
  await command('status');
  said.workerFigures = await (await fetch(`http://${metricsAddress}/metrics`)).text();
  await ask();
  await worker.stop('SIGTERM');
  said.processes.set('worker', worker.output());

  const wrongWorker = await begin('worker', /worker is ready/, {
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
  await wrongWorker.stop('SIGTERM');
  said.processes.set('worker with a wrong token', wrongWorker.output());

  const everything = await begin('start', /^API /m, {
    PORT: String(ports.start),
    DATA_DIR: environment.DATA_DIR,
  });
  await sync('high');
  await ask(ports.start);
  await command('status');
  said.processes.set('start', everything.output());
  await api.stop('SIGTERM');
  said.processes.set('api', api.output());
  return said;
}

/** A batch of ids meets one of them, the same each time that it is asked for; pages are handed on. */
function eachBatchIn(ways: readonly Reflection[]) {
  const batches: string[] = [];
  return (asked: URLSearchParams) => {
    const ids = asked.get('offers');
    if (ids === null) return undefined;
    if (!batches.includes(ids)) batches.push(ids);
    return ways[batches.indexOf(ids)];
  };
}

/** Show each server, and each reader of an address, what is wrong. */
async function refuseSecrets(
  { urlWith }: Stage,
  command: (name: string, more: Record<string, string>, until?: RegExp) => Promise<void>,
): Promise<void> {
  const { wrongPassword, wrongToken, password } = SECRETS;
  const wrong = { DATABASE_URL: urlWith(wrongPassword.text) };
  await Promise.all(['doctor', 'status', 'migrate', 'worker', 'offers'].map((name) => command(name, wrong)));
  await command('doctor', { MOBIPIUM_API_TOKEN: wrongToken.text });
  const unreadable = [
    `postgresql://someone:${password.core}@[not-a-host]:1/x`,
    `postgresql://someone:12/${password.core}@127.0.0.1:1/x`,
    `postgresql://someone:${password.core}%zz@127.0.0.1:1/x`,
    `mysql://someone:${password.core}@127.0.0.1/x`,
  ];
  for (const name of ['doctor', 'status'])
    await Promise.all(unreadable.map((url) => command(name, { DATABASE_URL: url })));
  await command('worker', { DATABASE_URL: unreadable[2]! }, /unavailable, retrying/);
}
