import {
  context,
  diag,
  DiagLogLevel,
  propagation,
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResourcesSync, envDetectorSync, Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import {
  makeWorkflowExporter,
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry';

// The only file that loads OpenTelemetry: see tracing.ts.

export interface OpenTelemetryOptions {
  protocol: 'http/protobuf' | 'http/json';
  /** All `OTEL_*` variables. */
  environment: Record<string, string>;
  /** The name of this part of the service. `OTEL_SERVICE_NAME` takes precedence. */
  service: string;
  version: string;
  /** Called whenever traces could not be sent. */
  onExportFailed: () => void;
}

/** A request to the API, from its first hook to its response. */
export interface RequestSpan {
  /** Calls the next hook or handler, whose spans become children of this one. */
  run: (next: () => void) => void;
  end: (statusCode: number) => void;
}

/** Starts sending traces. There is one of it in a process. */
export function createOpenTelemetry(options: OpenTelemetryOptions) {
  const { service, version, onExportFailed } = options;
  // OpenTelemetry reads these variables from the process alone, and ours may be in .env.
  // eslint-disable-next-line no-restricted-properties
  for (const [name, value] of Object.entries(options.environment)) process.env[name] ??= value;
  diag.setLogger({ ...SILENT, error: onExportFailed }, { logLevel: DiagLogLevel.ERROR });
  const resource = Resource.default()
    .merge(new Resource({ 'service.name': service, 'service.version': version }))
    .merge(detectResourcesSync({ detectors: [envDetectorSync] }));
  const exporter = options.protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter();
  const processor = new BatchSpanProcessor(exporter);
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  provider.register();
  const tracer = trace.getTracer('mobipium-sync', version);

  return {
    /** For a Temporal client: starts of runs, queries and so on are spans, and pass the trace on. */
    clientInterceptor: new OpenTelemetryWorkflowClientInterceptor(),
    /** For a worker: each attempt of an activity is a span. */
    createActivityInterceptor: (
      ...args: ConstructorParameters<typeof OpenTelemetryActivityInboundInterceptor>
    ) => new OpenTelemetryActivityInboundInterceptor(...args),
    /** For a worker: sends the spans of workflows, whose code has no network. */
    workflowSinks: { exporter: makeWorkflowExporter(processor, resource) },

    /** Starts the span of a request, as part of the caller's trace if the headers name one. */
    startRequest(headers: object, name: string, attributes: Attributes): RequestSpan {
      const parent = propagation.extract(context.active(), headers);
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
      const inSpan: Context = trace.setSpan(parent, span);
      return {
        run: (next) => context.with(inSpan, next),
        end(statusCode) {
          span.setAttribute('http.response.status_code', statusCode);
          if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },

    /** Runs a call to another system in a span. Without a parent, it runs without a span: it would be a trace of its own. */
    async runInSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
      if (trace.getActiveSpan() === undefined) return work();
      return tracer.startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
        try {
          return await work();
        } catch (error) {
          failSpan(span, error);
          throw error;
        } finally {
          span.end();
        }
      });
    },

    /** The ids of the active span. */
    activeIds(): { traceId?: string; spanId?: string } {
      const active = trace.getActiveSpan()?.spanContext();
      return active === undefined ? {} : { traceId: active.traceId, spanId: active.spanId };
    },

    /** Sends what is left, then stops. */
    async stop(): Promise<void> {
      try {
        await provider.shutdown();
      } catch {
        onExportFailed();
      }
      for (const api of [trace, context, propagation, diag]) api.disable();
    },
  };
}

/** The class alone: a message may hold a secret. */
function failSpan(span: Span, error: unknown): void {
  const errorClass = error instanceof Error ? error.name : typeof error;
  span.setAttribute('error.type', errorClass);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

const ignore = () => undefined;
const SILENT = { error: ignore, warn: ignore, info: ignore, debug: ignore, verbose: ignore };
