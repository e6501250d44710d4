import { readConfig } from '../../src/config';
import { problemsOf } from './problems-of';

const ENDPOINT = 'http://collector.example:4318';

test('traces are sent if an endpoint or the exporter is named, with all variables of OpenTelemetry', () => {
  const given = { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_SERVICE_NAME: 'mirror', PORT: '4000' };
  expect(readConfig(given).tracing).toMatchObject({
    protocol: 'http/protobuf',
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_SERVICE_NAME: 'mirror' },
  });
  expect(readConfig(given).tracing?.environment).not.toHaveProperty('PORT');
  expect(readConfig({ OTEL_TRACES_EXPORTER: 'otlp' }).tracing).toBeDefined();
});

test('the protocol for traces takes precedence', () => {
  const protocols = {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
  };
  expect(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, ...protocols }).tracing?.protocol).toBe(
    'http/json',
  );
});

test.each([{}, { OTEL_SERVICE_NAME: 'mirror' }, { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }])(
  'without an endpoint and an exporter, no traces are sent: %j',
  (given: Record<string, string>) => expect(readConfig(given).tracing).toBeUndefined(),
);

test('values that are not supported are refused', () => {
  expect(
    problemsOf({
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_EXPORTER: 'console',
      OTEL_SDK_DISABLED: 'yes',
      ACCESS_LOG: 'on',
    }),
  ).toEqual([
    'ACCESS_LOG must be true or false',
    'OTEL_SDK_DISABLED must be true or false',
    'OTEL_TRACES_EXPORTER must be otlp or none',
    'OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf or http/json',
  ]);
});
