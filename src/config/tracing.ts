import type { Settings } from './settings';

/** Where traces are sent, by the variables of OpenTelemetry. */
export interface TracingConfig {
  protocol: 'http/protobuf' | 'http/json';
  /** All `OTEL_*` variables, for OpenTelemetry's own readers. Some may hold secrets, such as headers for the collector. */
  environment: Record<string, string>;
}

/** Undefined: no traces. They are sent if an endpoint or the exporter is named, unless another variable switches them off. */
export function readTracing(settings: Settings, given: Record<string, string>): TracingConfig | undefined {
  const isNamed =
    settings.OTEL_TRACES_EXPORTER === 'otlp' ||
    settings.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined ||
    settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== undefined;
  if (!isNamed || settings.OTEL_TRACES_EXPORTER === 'none' || settings.OTEL_SDK_DISABLED) return undefined;
  const { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: forTraces, OTEL_EXPORTER_OTLP_PROTOCOL: forAll } = settings;
  return {
    protocol: (forTraces ?? forAll ?? 'http/protobuf') as TracingConfig['protocol'],
    environment: Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith('OTEL_'))),
  };
}
