import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pino from 'pino';
import { waitForRun } from '../../harness/run-sync';
import { readConfig } from '../../src/config';
import { startTracing, tracing } from '../../src/telemetry/tracing';
import { startApiStack } from '../api/test-api';
import { type ReceivedSpan, startCollector } from './collector';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER_SPAN = '00f067aa0ba902b7';

const QUERY_SECRET = 'a-secret-in-the-query';

afterEach(() => {
  // Starting to send traces sets them.
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
});

test('one trace leads from a request to the API to the statements and requests of the run', async () => {
  const collector = await startCollector();
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  const { tracing: settings } = readConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  const stopTracing = startTracing(settings, { service: 'test', version: '1', logger });
  try {
    const stack = await startApiStack({ sandbox: { offers: 300 } });
    try {
      await stack.request(`/api/offers?q=${QUERY_SECRET}`);
      const { body } = await stack.request('/api/cron?maxPages=2&concurrency=1', {
        headers: { traceparent: `00-${TRACE_ID}-${CALLER_SPAN}-01` },
      });
      expect(body).toMatchObject({ queued: true });
      await waitForRun(stack, String(body['workflowId']), String(body['runId']));
    } finally {
      await stack.stop();
    }
  } finally {
    await stopTracing();
    await collector.stop();
  }

  const spans = collector.spans().filter(({ traceId }) => traceId === TRACE_ID);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const ancestors = (span: ReceivedSpan | undefined): string[] =>
    span === undefined ? [] : [...ancestors(byId.get(span.parentSpanId ?? '')), span.name];
  const pathsOf = (name: RegExp) => spans.filter((span) => name.test(span.name)).map(ancestors);

  expect(pathsOf(/^save-answer/)[0]).toEqual([
    'GET /api/cron',
    'StartWorkflow:fullSync',
    'RunWorkflow:fullSync',
    'StartChildWorkflow:fullSyncChunk',
    'RunWorkflow:fullSyncChunk',
    'StartActivity:copyPage',
    'RunActivity:copyPage',
    expect.stringMatching(/^save-answer/),
  ]);
  expect(pathsOf(/^GET$/)).toContainEqual(expect.arrayContaining(['RunActivity:copyPage', 'GET']));
  expect(spans.find(({ name }) => name === 'GET /api/cron')?.parentSpanId).toBe(CALLER_SPAN);
  // Every span of the trace hangs together.
  expect(spans.filter((span) => ancestors(span)[0] !== 'GET /api/cron')).toEqual([]);

  // Neither the token, nor the query of a request, nor the parameters of a statement: every row has a title.
  const text = collector.text();
  for (const secret of ['test-token', 'mwsd', QUERY_SECRET, 'Sandbox ']) expect(text).not.toContain(secret);
  expect(text).toContain('db.query.text');
  expect(lines).toEqual([]);
});

/** Sends one span, and returns what was logged meanwhile. */
async function sendSpan(settings: Record<string, string>): Promise<string[]> {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  const stop = startTracing(readConfig(settings).tracing, { service: 'test', version: '1', logger });
  tracing()?.startRequest({}, 'GET /', {}).end(200);
  await stop();
  return lines;
}

test('traces are sent as protobuf by default, to the endpoint for traces if there is one', async () => {
  const collector = await startCollector();
  try {
    expect(await sendSpan({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/here` })).toEqual([]);
    expect(collector.received).toMatchObject([{ path: '/here', contentType: 'application/x-protobuf' }]);
  } finally {
    await collector.stop();
  }
});

test('traces that cannot be sent are logged, without the address', async () => {
  const collector = await startCollector();
  await collector.stop();
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_TIMEOUT: '100' };
  const lines = await sendSpan(settings);
  expect(lines).toEqual([expect.stringContaining('traces cannot be sent')]);
  expect(lines[0]).not.toContain(collector.url);
});

test.each<Record<string, string>>([
  {},
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_SDK_DISABLED: 'true' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_TRACES_EXPORTER: 'none' },
])('without an endpoint, or switched off, nothing is sent: %j', async (settings) => {
  expect(readConfig(settings).tracing).toBeUndefined();
  expect(await sendSpan(settings)).toEqual([]);
});

test('a process that sends no traces loads nothing of OpenTelemetry', async () => {
  const script = `
    require('./src/local/start');
    require('./src/local/start/service');
    require('./src/local/stack');
    const loaded = Object.keys(require.cache).filter((file) => /@opentelemetry.(?!api.)|interceptors-opentelemetry/.test(file));
    console.log(JSON.stringify(loaded));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--eval', script], {
    cwd: join(__dirname, '../..'),
  });
  expect(JSON.parse(stdout)).toEqual([]);
});
