import type * as Otel from '@opentelemetry/api';
import { redact } from '../kit/redact.ts';
import { type Attributes, type SpanKind, setTracer, type Tracer } from '../kit/trace.ts';

/** Not among the hub's packages: large, and few need it. It reads the usual OTEL_* settings by itself. */
const sdkPackage: string = '@opentelemetry/sdk-node';

interface Sdk {
  NodeSDK: new (settings: { serviceName?: string }) => { start(): void; shutdown(): Promise<void> };
}

/**
 * Sends spans where `OTEL_EXPORTER_OTLP_ENDPOINT` says. Not set: nothing is loaded. Set, but the packages are not there: says so,
 * and the hub runs without. Answers how to end it, so that the last spans arrive.
 */
export async function startTracing(
  environment: NodeJS.ProcessEnv,
  say: (sentence: string) => void,
  load: (name: string) => Promise<unknown> = (name) => import(name),
): Promise<() => Promise<void>> {
  if (!environment.OTEL_EXPORTER_OTLP_ENDPOINT?.trim()) return async () => {};
  let sdk: InstanceType<Sdk['NodeSDK']>;
  try {
    const { NodeSDK } = (await load(sdkPackage)) as Sdk;
    sdk = new NodeSDK(environment.OTEL_SERVICE_NAME ? {} : { serviceName: 'spindle' });
    sdk.start();
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    say(
      isAbsent
        ? `Traces are off: OTEL_EXPORTER_OTLP_ENDPOINT is set, but ${sdkPackage} is not installed. Run “npm install --no-save ${sdkPackage}”, or leave the setting out.`
        : `Traces are off: ${sdkPackage} could not start (${redact(String((error as Error).message))}).`,
    );
    return async () => {};
  }
  setTracer(otelTracer(await import('@opentelemetry/api')));
  return async () => {
    setTracer(null);
    await sdk.shutdown().catch(() => {});
  };
}

/** The hub's spans as OpenTelemetry's, each within the one that it belongs to. */
export function otelTracer({ trace, context, SpanKind: Kind, SpanStatusCode }: typeof Otel): Tracer {
  const tracer = trace.getTracer('spindle');
  const kinds: Record<SpanKind, Otel.SpanKind> = {
    internal: Kind.INTERNAL,
    server: Kind.SERVER,
    client: Kind.CLIENT,
    consumer: Kind.CONSUMER,
  };
  return {
    run: (kind, name, attributes, work) => {
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes: { ...attributes } });
      return context.with(trace.setSpan(context.active(), span), async () => {
        try {
          return await work({ set: (more: Attributes) => void span.setAttributes({ ...more }) });
        } catch (error) {
          const message = redact(error instanceof Error ? error.message : String(error));
          span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
          span.setStatus({ code: SpanStatusCode.ERROR, message });
          throw error;
        } finally {
          span.end();
        }
      });
    },
  };
}
