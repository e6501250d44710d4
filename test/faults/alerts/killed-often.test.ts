import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError, Pool } from 'pg';
import { poll } from '../../../harness/poll';
import { startWorkerProcess, type WorkerProcess } from '../../../harness/processes/worker';
import { createRandom } from '../../../harness/random';
import { runSync } from '../../../harness/run-sync';
import { waitForBlockedStatement } from '../../../harness/servers/blocked-statement';
import { startTestPostgres, type TestPostgres } from '../../../harness/servers/postgres-server';
import { startMailServer } from '../../channels/mail-server';
import { type Answer, startReceiver } from '../../channels/receiver';
import { activeIds } from '../../harness/mirror';
import { useStack } from '../../harness/use-stack';
import { readMails, readWebhook, type EdgeName } from './read-messages';

const KILLS = 20;
/** Before each kill, once another worker is ready. */
const MAX_PAUSE_MS = 1_500;
/** Workers that start while others work. */
const WORKERS_AHEAD = 2;
const RESTART_AFTER_KILLS = 10;
const MIN_PHASES = 3;
const DEADLINE_MS = 240_000;

/** Different in each run; `FAULTS_SEED` repeats one. */
const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);

/** Of what the receiver does with the first attempt of a message. `cut` accepts it, and the worker does not learn that. */
const FIRST_ANSWERS: Answer[] = [{}, {}, {}, { status: 503 }, { cut: true }, { lateMs: 1_000 }];

const settings: Record<string, string> = {};
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
beforeAll(async () => {
  const random = createRandom(seed + 1);
  receiver = await startReceiver(({ headers }) => {
    const attempts = receiver.received.filter(
      (other) => other.headers['webhook-id'] === headers['webhook-id'],
    );
    return attempts.length > 1 ? {} : FIRST_ANSWERS[Math.floor(random() * FIRST_ANSWERS.length)]!;
  });
  mailServer = await startMailServer();
  settings.ALERT_WEBHOOK_URL = `${receiver.url}/hook`;
  settings.SMTP_URL = mailServer.url;
  settings.ALERT_MAIL_TO = 'buyer@desk.example';
});
afterAll(async () => {
  await receiver.close();
  await mailServer.close();
});

let postgres: TestPostgres;
let database: Pool;
const stack = useStack({
  database: async () => (postgres = await startTestPostgres()),
  sandbox: { offers: 400 },
  settings,
  worker: 'none',
});
beforeAll(() => {
  // Reads fail while `restartDatabaseInMidStep` holds its lock, so that the test starts the run that waits for it.
  database = new Pool({ connectionString: stack.databaseUrl, max: 2, lock_timeout: 200 });
  // The server ends them when it restarts.
  database.on('error', () => undefined);
  stack.cleanup.defer('connections', () => database.end());
});

function startWorker(): WorkerProcess {
  const worker = startWorkerProcess(stack.environment);
  stack.cleanup.defer('worker', () => worker.kill());
  return worker;
}

/** Restart the database while the step that judges the offers is in a transaction. */
async function restartDatabaseInMidStep(): Promise<void> {
  const client = await database.connect();
  client.on('error', () => undefined);
  try {
    await client.query('BEGIN; SET LOCAL lock_timeout = 0; LOCK TABLE episodes IN ACCESS EXCLUSIVE MODE');
    await waitForBlockedStatement(client, 'episodes', DEADLINE_MS);
    await postgres.shutDown('immediate');
  } finally {
    client.release(true);
  }
  await postgres.start();
}

/** Kill one of the workers after the other, at random moments, and restart the database once. At least one is alive. */
async function killRepeatedly(): Promise<void> {
  const random = createRandom(seed);
  const alive = [startWorker()];
  await alive[0]!.waitUntilReady(DEADLINE_MS);
  const starting = Array.from({ length: WORKERS_AHEAD }, startWorker);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const next = starting.shift()!;
    starting.push(startWorker());
    await next.waitUntilReady(DEADLINE_MS);
    alive.push(next);
    if (kill === RESTART_AFTER_KILLS) await restartDatabaseInMidStep();
    await sleep(random() * MAX_PAUSE_MS);
    const [victim] = alive.splice(Math.floor(random() * alive.length), 1);
    await victim!.kill();
  }
}

/** Codes of a server that shuts down or starts, and of a lock that is not granted in time. */
const UNAVAILABLE = new Set(['57P01', '57P02', '57P03', '55P03']);

/** The episodes and messages of offers. Undefined: the database cannot be read. */
async function readRecorded(): Promise<{ episodes: EdgeName[]; messages: EdgeName[] } | undefined> {
  const read = async (sql: string) =>
    (await database.query<{ name: EdgeName }>(sql)).rows.map(({ name }) => name).toSorted();
  try {
    return {
      episodes: await read(
        `SELECT concat_ws('/', kind, edge, offer_id) AS name FROM episodes, unnest(ARRAY['start', 'end']) AS edge
         WHERE offer_id IS NOT NULL AND (edge = 'start' OR ended_at IS NOT NULL AND kind <> 'payout_changed')
        `,
      ),
      messages: await read(
        `SELECT concat_ws('/', kind, edge, offer_id, split_part(channel, '-', 1)) AS name
         FROM alert_messages JOIN episodes AS e ON e.id = episode_id WHERE offer_id IS NOT NULL`,
      ),
    };
  } catch (error) {
    if (error instanceof DatabaseError && !UNAVAILABLE.has(error.code ?? '')) throw error;
    return undefined;
  }
}

/** Run HIGH until what changed is recorded: a run whose judgement failed leaves it to the next one. */
async function runUntilRecorded(expected: readonly EdgeName[]): Promise<void> {
  await poll(
    `these episodes are recorded: ${expected.join()}`,
    async () => {
      await runSync(stack, 'high').catch(() => undefined);
      const { episodes = [] } = (await readRecorded()) ?? {};
      return expected.every((name) => episodes.includes(name));
    },
    DEADLINE_MS,
  );
}

test(`fault 25: each episode and message exists once, and arrives, while workers are killed 20 times (seed ${seed})`, async () => {
  const { catalogue } = stack.sandbox;
  // A mail encodes other characters.
  const hasPlainName = (id: string) => /^[\w ()-]+$/.test(catalogue.truthAt(id, Date.now())?.offerName ?? '');
  const ids = activeIds(stack).filter(hasPlainName).slice(0, 120);
  const first = startWorker();
  await first.waitUntilReady();
  await runSync(stack, 'full');
  await stack.store.watchOffers(ids, {});
  await runSync(stack, 'high');
  await first.kill();

  let isKilling = true;
  const killing = killRepeatedly().finally(() => (isKilling = false));
  const expected: EdgeName[] = [];
  let paused: string | undefined;
  for (let phase = 0; isKilling || phase < MIN_PHASES; phase += 1) {
    const [pauses, pays] = ids.splice(0, 2);
    // On a slow machine the kills take longer than there are offers to change. Runs go on until they are over.
    if (pauses !== undefined && pays !== undefined) {
      catalogue.pause(pauses);
      catalogue.setField(pays, { payout: '7.125' });
      if (paused !== undefined) {
        catalogue.resume(paused);
        expected.push(`status_changed/end/${paused}`);
      }
      paused = pauses;
      expected.push(`status_changed/start/${pauses}`, `payout_changed/start/${pays}`);
    }
    await runUntilRecorded(expected);
    // As if a minute had passed: a mailbox gets five mails a minute, and what comes above waits.
    await database
      .query(`UPDATE alert_messages SET claimed_at = claimed_at - interval '1 minute'`)
      .catch(() => undefined);
  }
  await killing;
  await runUntilRecorded(expected);
  await poll(
    'all messages are delivered',
    async () => (await stack.store.readChannelStates()).every(({ pending }) => pending === 0),
    DEADLINE_MS,
  );

  expected.sort();
  expect(await readRecorded()).toEqual({
    episodes: expected,
    messages: expected.flatMap((name) => [`${name}/mail`, `${name}/webhook`]).toSorted(),
  });
  // Each id is about one edge, whatever was repeated, and no two ids are about the same.
  const webhook = readWebhook(receiver.received);
  expect([...webhook.values()].flat().toSorted()).toEqual(expected);
  expect(webhook.size).toBe(expected.length);
  expect([...readMails(mailServer.mails).values()].flat().toSorted()).toEqual(expected);
}, 900_000);
