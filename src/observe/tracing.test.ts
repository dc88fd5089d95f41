import * as otel from '@opentelemetry/api';
import { afterEach, expect, it } from 'vitest';
import { setTracer, withSpan } from '../kit/trace.ts';
import { otelTracer, startTracing } from './tracing.ts';

afterEach(() => {
  setTracer(null);
  otel.trace.disable();
});

it('loads nothing while no endpoint is set', async () => {
  const said: string[] = [];
  const load = () => Promise.reject(new Error('loaded'));
  await (await startTracing({}, (sentence) => said.push(sentence), load))();
  expect(said).toEqual([]);
});

it('says what is missing, and the hub runs without', async () => {
  const said: string[] = [];
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
  const absent = Object.assign(new Error('not there'), { code: 'ERR_MODULE_NOT_FOUND' });
  await startTracing(
    environment,
    (sentence) => said.push(sentence),
    () => Promise.reject(absent),
  );
  expect(said).toEqual([
    expect.stringMatching(/^Traces are off: .*npm install --no-save @opentelemetry\/sdk-node/),
  ]);
  expect(
    await withSpan(
      'internal',
      'a',
      () => ({}),
      async () => 1,
    ),
  ).toBe(1);
});

it('hands spans over with their attributes, failures without secrets, and what they end with', async () => {
  const spans: Record<string, unknown>[] = [];
  class Provider implements otel.TracerProvider {
    getTracer(): otel.Tracer {
      return {
        startSpan: (name: string, options: otel.SpanOptions = {}) => {
          const kept: Record<string, unknown> = { name, kind: options.kind, ...options.attributes };
          spans.push(kept);
          return {
            setAttributes: (more: object) => Object.assign(kept, more),
            setAttribute: (key: string, value: unknown) => Object.assign(kept, { [key]: value }),
            setStatus: (status: object) => Object.assign(kept, { status }),
            end: () => Object.assign(kept, { isEnded: true }),
          } as unknown as otel.Span;
        },
      } as unknown as otel.Tracer;
    }
  }
  otel.trace.setGlobalTracerProvider(new Provider());
  setTracer(otelTracer(otel));
  const good = await withSpan(
    'client',
    'GET',
    () => ({ 'server.address': 'shop.test' }),
    async (span) => {
      span.set({ 'http.response.status_code': 200 });
      return 'answer';
    },
  );
  expect(good).toBe('answer');
  const broken = withSpan(
    'internal',
    'listings.plan',
    () => ({}),
    () => Promise.reject(new RangeError('no answer with spk_abcdefghijklmnop')),
  );
  await expect(broken).rejects.toThrow(RangeError);
  expect(spans).toEqual([
    {
      name: 'GET',
      kind: otel.SpanKind.CLIENT,
      'server.address': 'shop.test',
      'http.response.status_code': 200,
      isEnded: true,
    },
    {
      name: 'listings.plan',
      kind: otel.SpanKind.INTERNAL,
      'error.type': 'RangeError',
      status: { code: otel.SpanStatusCode.ERROR, message: 'no answer with [removed]' },
      isEnded: true,
    },
  ]);
});
