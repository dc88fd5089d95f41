import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actor, createTestHost, type TestHost } from '../../test/support/host.ts';
import {
  addCover,
  makeChannel,
  makePattern,
  makeRelease,
  record,
  remoteOrder,
} from '../../test/support/sales.ts';
import { designer, listing, notice, remoteListing, watchedFolder } from '../db/tables/index.ts';
import { newId } from '../kit/ids.ts';
import type { AnyOperation } from '../kit/operation.ts';
import { inTransaction, runOperation, systemActor } from '../kit/run-operation.ts';
import { tell } from '../modules/audit/index.ts';
import { startTask } from '../modules/tasks/index.ts';
import { modules } from '../modules.ts';
import type { JsonSchema } from './coerce.ts';
import { inputSchema, isServed, isWriting, pathFields } from './input-schema.ts';

/*
 * One designer owns everything here; another one, with every right, tries each operation on it. Operations that are the
 * studio's own (people, keys, settings) are for owners, who see the whole studio.
 */
const secret = 'Zebrafinch';
const operations = modules.flatMap((module) => [...module.operations]).filter(isServed);
const ofStudio = new Set(['accounts.listPeople', 'accounts.listApiKeys']);

let test: TestHost;
const ids: Record<string, string> = {};
/** Path fields that name a thing of some designer. */
const owned = new Set(
  'channelId orderId listingId folderId noticeId taskId messageId patternId offerId releaseId releaseFileId buyerId imageId remoteId'.split(
    ' ',
  ),
);
const stranger = () => ({ ...actor(['*'], ids.strangerId ?? null), kind: 'api-key' as const });

beforeAll(async () => {
  test = await createTestHost({ jobs: false });
  const { db } = test.host;
  const made = await makePattern(test, secret);
  const cover = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  await addCover(test, made.patternId, cover, secret);
  const draft = await makeRelease(test, made.patternId, secret, {
    roles: ['a4'],
    number: [1, 0, 1],
    changeKind: 'erratum',
    notes: secret,
  });
  const channelId = await makeChannel(test, 'woocommerce', {
    name: `Shop ${secret}`,
    secrets: { accessToken: 'x' },
  });
  const { orderId } = await record(
    test,
    channelId,
    remoteOrder({
      sku: made.sku,
      buyer: {
        remoteId: null,
        name: secret,
        email: 'zebrafinch@example.test',
        country: null,
        language: null,
      },
    }),
  );
  const [sale] = (await db.execute(`select buyer_id from sale where id = '${orderId}'` as never)).rows as {
    buyer_id: string;
  }[];
  const [image] = (await db.execute(`select id from pattern_image` as never)).rows as { id: string }[];
  const [listingId, folderId, noticeId] = [newId(), newId(), newId()];
  await db
    .insert(listing)
    .values({ id: listingId, channelId, offerId: made.offerId, remoteId: '7', planHash: 'hash' });
  await db
    .insert(remoteListing)
    .values({ channelId, remoteId: '8', observed: { title: secret }, observedAt: new Date() } as never);
  await db
    .insert(watchedFolder)
    .values({ id: folderId, designerId: await ownDesigner(), path: `/tmp/${secret}` });
  await db.insert(notice).values({ id: noticeId, releaseId: draft.releaseId, subject: secret, body: secret });
  const taskId = await inTransaction(test.host, systemActor, async (ctx) => {
    await tell(ctx, { sentence: secret, patternId: made.patternId });
    return startTask(ctx, {
      kind: 'channels.read',
      title: `Read ${secret}`,
      input: { channelId },
      job: 'accounts.tidy',
    });
  });
  const { writeMessage } = await import('../mail/index.ts');
  const messageId = await inTransaction(test.host, systemActor, (ctx) =>
    writeMessage(ctx, {
      kind: 'order',
      buyerId: sale?.buyer_id ?? null,
      recipient: 'zebrafinch@example.test',
      subject: secret,
      cause: 'x',
      letter: { heading: secret, blocks: [], footer: '' },
    }),
  );
  await test.host.db.execute(
    `insert into audit (id, at, operation, actor_kind, actor_id, actor_name, input)
    values ('${newId()}', now(), 'catalog.updatePattern', 'user', 'somebody', '${secret}', '{}')` as never,
  );
  const strangerId = newId();
  const [studio] = (await db.execute(`select studio_id from designer` as never)).rows as {
    studio_id: string;
  }[];
  await db
    .insert(designer)
    .values({ id: strangerId, studioId: studio?.studio_id ?? '', name: 'Other', slug: 'other' });
  const own = await ownDesigner();
  await db.execute(`update designer set name = '${secret}' where id = '${own}'` as never);
  Object.assign(ids, {
    strangerId,
    channelId,
    orderId,
    listingId,
    folderId,
    noticeId,
    taskId,
    messageId: messageId ?? '',
    patternId: made.patternId,
    offerId: made.offerId,
    releaseId: draft.releaseId,
    releaseFileId: draft.releaseFileIds[0],
    buyerId: sale?.buyer_id,
    imageId: image?.id,
    remoteId: '8',
    designerId: own,
  });
});
afterAll(() => test.close());

const ownDesigner = async (): Promise<string> =>
  (
    (await test.host.db.execute(`select id from designer order by created_at limit 1` as never)).rows[0] as {
      id: string;
    }
  ).id;

/** The smallest input that the schema takes, with the other designer's ids wherever a name asks for one. */
function fill(schema: JsonSchema, name: string): unknown {
  if (ids[name]) return ids[name];
  const plural = name.replace(/s$/, '');
  if (schema.type === 'array') return ids[plural] ? [ids[plural]] : [fill(schema.items ?? {}, plural)];
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  const option = schema.anyOf ?? schema.oneOf;
  if (option?.[0]) return fill(option[0], name);
  if (schema.type === 'object') return fillFields(schema);
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, Number(schema.minimum ?? 1));
  if (schema.type === 'boolean') return true;
  if (schema.format === 'uuid') return '00000000-0000-7000-8000-000000000000';
  if (name === 'text') return 'title,price\nWren,5';
  if (name === 'sha256') return '0'.repeat(64);
  if (name === 'currency') return 'EUR';
  if (schema.format === 'date-time') return '2030-01-01T00:00:00.000Z';
  if (name === 'planHash') return 'hash';
  return 'words that are long enough';
}
const fillFields = (schema: JsonSchema): Record<string, unknown> =>
  Object.fromEntries(
    (schema.required ?? []).map((name) => [name, fill(schema.properties?.[name] ?? {}, name)]),
  );

/** What came of it: the answer as text, or the code of the refusal. */
const outcome = (operation: AnyOperation, input: Record<string, unknown>): Promise<string> =>
  runOperation(test.host, operation, stranger(), input).then(
    (answer) => JSON.stringify(answer),
    (error: { code?: string; message?: string }) => `refused: ${error.code} ${error.message}`,
  );
const tellsNothing = (text: string): void => {
  expect(text).not.toMatch(/zebrafinch/i);
  for (const [name, id] of Object.entries(ids))
    if (id.length === 36 && name !== 'strangerId') expect(text, name).not.toContain(id);
};

const queries = operations.filter((one) => !isWriting(one) && !ofStudio.has(one.name));
describe.each(queries.map((one) => [one.name, one] as const))('%s', (_, operation) => {
  it('shows another designer nothing', async () => {
    const text = await outcome(operation, fillFields(inputSchema(operation)));
    expect(text).not.toMatch(/^refused: (invalid|internal|undefined)/);
    tellsNothing(text);
  });

  it('shows another designer nothing, whatever it is asked for', async () => {
    const { properties = {} } = inputSchema(operation);
    for (const name of Object.keys(properties).filter((one) => ids[one] && one !== 'designerId')) {
      const text = await outcome(operation, { ...fillFields(inputSchema(operation)), [name]: ids[name] });
      tellsNothing(text);
    }
  });
});

const named = operations.filter((one) => isWriting(one) && pathFields(one).some((name) => owned.has(name)));
describe.each(named.map((one) => [one.name, one] as const))('%s', (_, operation) => {
  it('does nothing to what is another designer’s', async () => {
    const text = await outcome(operation, fillFields(inputSchema(operation)));
    expect(text).toMatch(/^refused: not-found/);
  });
});

// Last: from here on the buyer is the other designer's too.
describe('a buyer of two designers', () => {
  it('has a page and messages that neither of them opens', async () => {
    const { db } = test.host;
    const made = await makePattern(test, 'Wren');
    for (const table of ['pattern', 'offer'])
      await db.execute(
        `update ${table} set designer_id = '${ids.strangerId}' where id in ('${made.patternId}', '${made.offerId}')` as never,
      );
    const order = remoteOrder({ sku: made.sku });
    const own = await record(test, ids.channelId ?? '', {
      ...order,
      buyer: { ...order.buyer, email: 'zebrafinch@example.test' },
    } as never);
    const named = (name: string) => operations.find((one) => one.name === name) as AnyOperation;
    for (const name of ['delivery.createLibraryLink', 'delivery.revokeLinks'])
      expect(await outcome(named(name), { orderId: own.orderId })).toMatch(/^refused: forbidden/);
    expect(await outcome(named('orders.getOrder'), { orderId: own.orderId })).toContain(made.sku);
    expect(await outcome(named('mail.listMessages'), {})).toBe('{"items":[],"nextCursor":null}');
    expect(await outcome(named('orders.readNumbers'), {})).toContain('"orders":1,"buyers":1');
  });

  it('keeps the studio stopped for one designer', async () => {
    const named = operations.find((one) => one.name === 'listings.resumeEverything') as AnyOperation;
    expect(await outcome(named, {})).toMatch(/^refused: forbidden/);
  });
});
