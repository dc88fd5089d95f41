import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Actor, LiveEvent } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { mayUse } from '../../kit/run-operation.ts';
import type { Live } from '../live.ts';

/** What one must be allowed to read to hear of it. */
const scopeOfTopic: Record<LiveEvent['topic'], string | null> = {
  pattern: 'catalog:read',
  release: 'files:read',
  finding: 'files:read',
  channel: 'channels:read',
  listing: 'listings:read',
  order: 'orders:read',
  notice: 'notices:read',
  task: 'tasks:read',
  activity: 'activity:read',
  hub: null,
};

export interface EventOptions {
  live: Live;
  /** How often an open stream says that it is alive and looks whether its reader still may listen. */
  heartbeatMs?: number;
}

const mostStreams = 500;
/** A browser that does not read is cut off before it costs memory; it comes back and resyncs. */
const mostBufferedBytes = 1_000_000;

/**
 * GET /api/events: server-sent events `change` ({topic, id}: read it again) and `resync` (read everything again: sent to
 * whoever comes back, since what happened in between is not kept).
 */
export function registerEvents(app: FastifyInstance, { live, heartbeatMs = 20_000 }: EventOptions): void {
  const streams = new Set<ServerResponse>();
  let eventNumber = Date.now();

  app.get('/api/events', async (request, reply) => {
    let actor: Actor = await app.authenticate(request);
    if (streams.size >= mostStreams)
      throw new HubError('unavailable', 'Too many live views are open. Close some tabs.', {
        retryAfterMs: 30_000,
      });
    reply.hijack();
    const stream = reply.raw;
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) stream.setHeader(name, value);
    stream.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    streams.add(stream);
    const send = (event: string, data: unknown): void => {
      eventNumber += 1;
      stream.write(`id: ${eventNumber}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      if (stream.writableLength > mostBufferedBytes) stream.destroy();
    };
    stream.write('retry: 2000\n\n');
    if (request.headers['last-event-id'] !== undefined) send('resync', {});
    const unfollow = live.follow((events) => {
      if (events === null) return send('resync', {});
      for (const { topic, id } of events) {
        const scope = scopeOfTopic[topic];
        if (scope === null || mayUse(actor, scope)) send('change', { topic, id });
      }
    });
    const heartbeat = setInterval(() => {
      stream.write(': alive\n\n');
      // signed out, removed, or with another role: from the next beat on
      app.authenticate(request).then(
        (now) => {
          actor = now;
        },
        () => stream.end(),
      );
    }, heartbeatMs);
    stream.on('close', () => {
      clearInterval(heartbeat);
      unfollow();
      streams.delete(stream);
    });
  });

  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end();
  });
}
