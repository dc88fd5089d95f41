import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestApp, standingModules, type TestApp } from '../../test/support/app.ts';
import { HubError } from '../kit/errors.ts';
import type { HubModule } from '../kit/module.ts';
import { defineOperation } from '../kit/operation.ts';
import { inTransaction, systemActor } from '../kit/run-operation.ts';
import { tell } from '../modules/audit/index.ts';

// a slow write whose effect can be counted, and one that breaks
const addLine = defineOperation({
  name: 'probe.addLine',
  kind: 'command',
  summary: 'Add a line',
  route: { method: 'POST', path: '/probe/{noun}' },
  scope: 'probe:write',
  input: z.object({ noun: z.string(), count: z.int().min(1), secret: z.string().optional() }),
  output: z.object({ id: z.string() }),
  secretFields: ['secret'],
  async run(ctx, { noun }) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (noun === 'broken') throw new Error('internal words that nobody should read');
    if (noun === 'busy') throw new HubError('unavailable', 'Come back later.', { retryAfterMs: 2_500 });
    await tell(ctx, { sentence: `Line ${noun}` });
    return { id: crypto.randomUUID() };
  },
});
const probe: HubModule = { name: 'probe', operations: [addLine] };

let hub: TestApp;
let owner: string;
beforeAll(async () => {
  hub = await createTestApp({ modules: [...standingModules, probe], heartbeatMs: 50 });
  owner = await hub.key();
});
afterAll(() => hub.close());

const json = async (answer: Response) => (await answer.json()) as Record<string, unknown>;
const linesAbout = async (noun: string): Promise<number> => {
  const { rows } = await hub.host.db.execute(
    `select count(*)::int as n from activity where sentence = 'Line ${noun}'` as never,
  );
  return (rows[0] as { n: number }).n;
};

describe('a problem', () => {
  it('says what happened in a sentence, with a code and an id to quote', async () => {
    const answer = await hub.call('GET', '/api/nothing', { as: owner });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = await json(answer);
    expect(problem).toMatchObject({ status: 404, code: 'not-found', type: 'urn:spindle:problem:not-found' });
    expect(problem.detail).toBe('There is nothing at GET /api/nothing.');
    expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
  });

  it('names the fields at fault', async () => {
    const answer = await hub.call('POST', '/api/probe/x', { as: owner, body: { count: 0 } });
    expect(answer.status).toBe(422);
    expect((await json(answer)).fields).toMatchObject([{ path: '/count' }]);
  });

  it('answers malformed JSON, wrong media and too much of it', async () => {
    const send = (body: string, type = 'application/json') =>
      hub.call('POST', '/api/probe/x', { as: owner, body, headers: { 'content-type': type } });
    const broken = await send('{"count":');
    expect([broken.status, (await json(broken)).code]).toEqual([400, 'malformed']);
    const list = await send('[1]');
    expect([list.status, (await json(list)).code]).toEqual([400, 'malformed']);
    const xml = await send('<count/>', 'application/xml');
    expect([xml.status, (await json(xml)).code]).toEqual([400, 'malformed']);
    const huge = await send(`{"x":"${'a'.repeat(4_200_000)}"}`);
    expect([huge.status, (await json(huge)).code]).toEqual([413, 'too-large']);
  });

  it('is one for a prototype key in the body too, and changes nothing', async () => {
    const answer = await hub.call('POST', '/api/probe/x', { as: owner, body: '{"__proto__":{"count":3}}' });
    expect(answer.status).toBe(400);
    expect(({} as Record<string, unknown>).count).toBeUndefined();
  });

  it('keeps what broke inside to itself', async () => {
    const answer = await hub.call('POST', '/api/probe/broken', { as: owner, body: { count: 1 } });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(await json(answer))).not.toContain('internal words');
  });

  it('says when to come back', async () => {
    const answer = await hub.call('POST', '/api/probe/busy', { as: owner, body: { count: 1 } });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3']);
  });

  it('asks strangers to sign in, and refuses wrong keys', async () => {
    const nobody = await hub.call('GET', '/api/studio');
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect((await hub.call('GET', '/api/studio', { as: 'spk_wrong' })).status).toBe(401);
  });
});

describe('an Idempotency-Key', () => {
  const send = (noun: string, key: string, count = 1) =>
    hub.call('POST', `/api/probe/${noun}`, {
      as: owner,
      body: { count },
      headers: { 'idempotency-key': key },
    });

  it('does a thing once, whatever races', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => send('race', 'k1')));
    expect(answers.map((one) => one.status)).toEqual([201, 201, 201, 201, 201]);
    const ids = await Promise.all(answers.map(async (one) => (await json(one)).id));
    expect(new Set(ids).size).toBe(1);
    expect(await linesAbout('race')).toBe(1);
  });

  it('is refused for another request', async () => {
    await send('first', 'k2');
    const other = await send('first', 'k2', 2);
    expect(other.status).toBe(409);
    expect(await linesAbout('first')).toBe(1);
  });

  it('is free again after a failure', async () => {
    expect((await send('broken', 'k3')).status).toBe(500);
    expect((await send('after', 'k3')).status).toBe(201);
  });

  it('belongs to one caller', async () => {
    await send('mine', 'k4');
    const answer = await hub.call('POST', '/api/probe/mine', {
      as: await hub.key(),
      body: { count: 1 },
      headers: { 'idempotency-key': 'k4' },
    });
    expect(answer.status).toBe(201);
    expect(await linesAbout('mine')).toBe(2);
  });

  it('keeps answers sealed, since some hold a key', async () => {
    await send('sealed', 'k5');
    const { rows } = await hub.host.db.execute(
      `select response::text from idempotency where key = 'k5'` as never,
    );
    expect(JSON.stringify(rows)).not.toContain('"id"');
  });
});

describe('a thing with a version', () => {
  it('is changed only by who has seen it as it is', async () => {
    const read = await hub.call('GET', '/api/studio', { as: owner });
    const etag = read.headers.get('etag') as string;
    expect(etag).toMatch(/^"\d+"$/);
    expect(
      (await hub.call('GET', '/api/studio', { as: owner, headers: { 'if-none-match': etag } })).status,
    ).toBe(304);

    const change = (headers: Record<string, string>) =>
      hub.call('PATCH', '/api/studio', { as: owner, body: { name: 'Ada' }, headers });
    const blind = await change({});
    expect([blind.status, (await json(blind)).code]).toEqual([428, 'precondition-required']);
    expect((await change({ 'if-match': etag })).status).toBe(200);
    const late = await change({ 'if-match': etag });
    expect([late.status, (await json(late)).code]).toEqual([412, 'stale']);
    expect((await change({ 'if-match': '*' })).status).toBe(200);
  });

  it('lets one of two at the same moment win', async () => {
    const etag = (await hub.call('GET', '/api/studio', { as: owner })).headers.get('etag') as string;
    const names = ['Ada', 'Bea', 'Cleo', 'Dora'];
    const answers = await Promise.all(
      names.map((name) =>
        hub.call('PATCH', '/api/studio', { as: owner, body: { name }, headers: { 'if-match': etag } }),
      ),
    );
    expect(answers.map((one) => one.status).sort()).toEqual([200, 412, 412, 412]);
  });
});

describe('a list', () => {
  it('goes on page by page to the end, without a gap or a repeat', async () => {
    await inTransaction(hub.host, systemActor, async (ctx) => {
      // one moment for all: the cursor must not depend on the clock
      for (let number = 0; number < 25; number++) await tell(ctx, { sentence: `Page ${number}` });
    });
    const seen: string[] = [];
    let path: string | null = '/api/activity?limit=7';
    while (path) {
      const answer: Response = await hub.call('GET', path, { as: owner });
      const page = (await answer.json()) as { items: { sentence: string }[] };
      seen.push(...page.items.map((item) => item.sentence).filter((text) => text.startsWith('Page')));
      path = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1] ?? null;
    }
    expect([...seen].sort()).toEqual(Array.from({ length: 25 }, (_, number) => `Page ${number}`).sort());
  });

  it('refuses a made-up cursor and a limit that is none', async () => {
    for (const query of ['cursor=abc', 'cursor=WzEsMl0', 'limit=0', 'limit=x'])
      expect((await hub.call('GET', `/api/activity?${query}`, { as: owner })).status, query).toBe(422);
  });
});

describe('the audit', () => {
  it('notes who did what, without the secret fields', async () => {
    await hub.call('POST', '/api/probe/noted', { as: owner, body: { count: 2, secret: 'hush' } });
    const answer = await hub.call('GET', '/api/audit?operation=probe.addLine&limit=1', { as: owner });
    const { items } = (await answer.json()) as { items: unknown[] };
    expect(items).toMatchObject([
      {
        actorKind: 'api-key',
        actorName: 'Test owner',
        input: { noun: 'noted', count: 2, secret: '[removed]' },
      },
    ]);
  });
});

/** Reads a live stream until `isEnough` says so. */
async function readEvents(key: string, isEnough: (text: string) => boolean, headers = {}): Promise<string> {
  const abort = new AbortController();
  const answer = await fetch(`${hub.url}/api/events`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
    signal: abort.signal,
  });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
  let text = '';
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += new TextDecoder().decode(chunk);
    if (isEnough(text)) break;
  }
  abort.abort();
  return text;
}

describe('live events', () => {
  it('tell of a change when it commits, and keep the stream alive', async () => {
    const reading = readEvents(
      owner,
      (text) => text.includes('"topic":"activity"') && text.includes(': alive'),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await hub.call('POST', '/api/probe/live', { as: owner, body: { count: 1 } });
    expect(await reading).toMatch(/event: change\ndata: \{"topic":"activity","id":"[0-9a-f-]{36}"\}/);
  });

  it('reach only those who may read what changed', async () => {
    const reading = readEvents(await hub.key('accountant'), (text) => text.includes('"id":"yes"'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    hub.host.publish({ events: [{ topic: 'task', id: 'no' }], isWork: false });
    hub.host.publish({ events: [{ topic: 'order', id: 'yes' }], isWork: false });
    const text = await reading;
    expect(text).not.toContain('"id":"no"');
  });

  it('ask for a fresh look after a gap', async () => {
    expect(await readEvents(owner, (text) => text.includes('event:'), { 'last-event-id': '1' })).toContain(
      'event: resync',
    );
  });

  it('survive the loss of the database connection', async () => {
    const reading = readEvents(owner, (text) => text.includes('event: resync'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await hub.host.db.execute(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'spindle-listener' and datname = current_database()` as never,
    );
    expect(await reading).toContain('event: resync');
  });
});

describe('the front door', () => {
  it('sends strict headers', async () => {
    const { headers } = await hub.call('GET', '/healthz');
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self';/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('says whether it lives and whether it can work', async () => {
    expect((await hub.call('GET', '/healthz')).status).toBe(200);
    expect((await hub.call('GET', '/readyz')).status).toBe(200);
  });

  it('shows the reference without asking anybody else', async () => {
    const page = await hub.call('GET', '/docs/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-/);
    expect(await page.text()).not.toMatch(/src="https?:/);
    const document = await json(await hub.call('GET', '/docs/openapi.json'));
    expect(document.paths).toHaveProperty('/studio');
  });

  it('is not upset by half a request', async () => {
    const { port } = new URL(hub.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write('POST /api/probe/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"cou');
        setTimeout(() => socket.destroy(), 50);
      });
      socket.on('close', () => resolve());
    });
    expect((await hub.call('GET', '/healthz')).status).toBe(200);
  });
});
