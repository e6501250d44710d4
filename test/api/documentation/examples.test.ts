import { poll } from '../../../harness/poll';
import { runSync } from '../../../harness/run-sync';
import { runSql } from '../../../harness/servers/database';
import { createGate } from '../../../harness/servers/gate';
import { applySchedules } from '../../../src/client/schedules';
import { type ApiStack, startApiStack } from '../test-api';

/** No scheduled run starts during the tests. */
const DAY_MS = 86_400_000;

interface Parameter {
  name: string;
  in: 'path' | 'query';
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
  schema: { default?: unknown };
}

interface Body {
  /** Of a body that is required. */
  example?: object;
  schema: { examples?: object[]; anyOf?: { examples?: object[] }[] };
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Body> };
}

const gate = createGate();
let stack: ApiStack;
let operations: { method: string; path: string; operation: Operation }[];

beforeAll(async () => {
  // The test message is sent to it, in vain.
  stack = await startApiStack({
    sandbox: { offers: 3_000, beforeResponse: gate.beforeResponse },
    settings: { ALERT_WEBHOOK_URL: 'http://127.0.0.1:9/' },
  });
  await stack.store.claimSource('sandbox');
  const { workflowId, runId } = await runSync(stack, 'full');
  await stack.store.watchOffers(['3790'], {});
  await stack.store.saveMute({ kind: 'payout_changed', offerId: null, mutedUntil: null });
  await runSql(
    stack.environment.DATABASE_URL,
    `INSERT INTO alert_channels (channel) VALUES ('mail');
     INSERT INTO episodes (kind, offer_id, started_at, facts, is_sent)
     VALUES ('cap_reached', '3790', now(), '{"level": 90, "percent": 91, "dailyCap": {"kind": "count", "amount": 100}, "filledCap": {"kind": "percent", "amount": 91}}', false);
     INSERT INTO history.conversions_seen (offer_id, hour, seen, minutes) VALUES ('3790', date_trunc('hour', now()), 1, 1)
       ON CONFLICT DO NOTHING;
     INSERT INTO rejected_rows (key, offer_id, field, reason, raw, first_seen, last_seen, count, workflow_id, run_id, request_key)
     VALUES ('1', '3790', 'payout', 'not a number', '"abc"', now(), now(), 1, '${workflowId}', '${runId}', 'page/1')`,
  );
  await applySchedules(stack, { highEveryMs: DAY_MS, fullEveryMs: DAY_MS });
  // Other tests of the database server may hold a transaction open, at which the history ends.
  await poll('the changes can be listed', async () => {
    const { changes } = (await stack.request('/api/changes')).body;
    return (changes as object[]).length > 0;
  });
  const { body } = await stack.request('/docs/json');
  const paths = body.paths as Record<string, Record<string, Operation>>;
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
});

afterAll(() => stack.stop());

/** The examples of a parameter; Swagger UI fills in the first one, or the default. */
function examplesOf({ example, examples, schema }: Parameter): unknown[] {
  const all = example === undefined ? Object.values(examples ?? {}).map(({ value }) => value) : [example];
  return all.length > 0 || schema.default === undefined ? all : [schema.default];
}

/** The URL with the given values; an array is written as the document says, separated by commas. */
function urlOf(path: string, values: [Parameter, unknown][]): string {
  const query = new URLSearchParams();
  let url = path;
  for (const [{ name, in: place }, value] of values) {
    if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(String(value)));
    else query.set(name, [value].flat().join(','));
  }
  return `${url}?${query.toString()}`;
}

/** Each request that a person can send by choosing examples: all filled in, and each example alone. */
function requestsOf(path: string, { parameters = [] }: Operation): string[] {
  const required = parameters.filter((parameter) => parameter.in === 'path');
  const first = (list: Parameter[]) =>
    list.flatMap((parameter) => {
      const [value] = examplesOf(parameter);
      return value === undefined ? [] : [[parameter, value] as [Parameter, unknown]];
    });
  const alone = parameters.flatMap((parameter) =>
    examplesOf(parameter).map((value) => [
      ...first(required.filter(({ name }) => name !== parameter.name)),
      [parameter, value] as [Parameter, unknown],
    ]),
  );
  return [...new Set([first(parameters), ...alone].map((values) => urlOf(path, values)))];
}

test('every example of a read is answered with data from the sandbox', async () => {
  // The events end only when their client leaves, and nothing in the sandbox is broken.
  const others = new Set(['/api/cron', '/api/events', '/api/sandbox']);
  const reads = operations.filter(({ method, path }) => method === 'get' && !others.has(path));
  const urls = reads.flatMap(({ path, operation }) => requestsOf(path, operation));
  expect(urls.filter((url) => url.startsWith('/api/offers?')).length).toBeGreaterThan(3);

  for (const url of urls) {
    expect(url).not.toContain('{');
    const { statusCode, body, text } = await stack.request(url);
    const rows = Object.values(body).find(Array.isArray);
    expect({ url, statusCode, isEmpty: (rows ?? text).length === 0 }).toEqual({
      url,
      statusCode: 200,
      isEmpty: false,
    });
  }
});

test('every example of a change is accepted', async () => {
  await endRuns();
  // Without a key there are no sessions.
  const writes = operations.filter(({ method, path }) => method !== 'get' && path !== '/api/session');
  const changes = [...writes, ...operations.filter(({ path }) => path === '/api/cron')];
  for (const { method, path, operation } of changes) {
    const body = operation.requestBody?.content['application/json'];
    const schemas = [body?.schema ?? {}, ...(body?.schema.anyOf ?? [])];
    const bodies = [body?.example ?? [], ...schemas.map(({ examples }) => examples ?? [])].flat();
    for (const url of requestsOf(path, operation)) {
      for (const payload of bodies.length === 0 ? [undefined] : bodies) {
        // Only a running run can be cancelled, and no other one may be running when one is started.
        if (path.endsWith('/cancel')) {
          gate.closeAfter(0);
          await stack.syncs.startSync('full', { concurrency: 1 });
        }
        const response = await stack.request(url, {
          method: method.toUpperCase() as 'POST',
          ...(payload !== undefined && { payload }),
        });
        expect({
          url,
          payload,
          // The reason of a refusal.
          message: response.statusCode < 300 ? undefined : response.body.message,
          statusCode: Math.floor(response.statusCode / 100),
        }).toEqual({ url, payload, message: undefined, statusCode: 2 });
        gate.open();
        await endRuns();
      }
    }
  }
});

async function endRuns(): Promise<void> {
  for (const { workflowId } of await stack.syncs.listRunning()) {
    await stack.syncs.cancelSync(workflowId);
    await stack.temporal.workflow
      .getHandle(workflowId)
      .result()
      .catch(() => undefined);
  }
}
