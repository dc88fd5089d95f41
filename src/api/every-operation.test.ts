import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, standingModules, type TestApp } from '../../test/support/app.ts';
import type { Actor } from '../kit/ctx.ts';
import type { AnyOperation } from '../kit/operation.ts';
import { inTransaction, runOperation, systemActor } from '../kit/run-operation.ts';
import { createSignInLink, Role, scopesOf } from '../modules/accounts/index.ts';
import { startTask } from '../modules/tasks/index.ts';
import { modules } from '../modules.ts';
import { inputSchema, isServed, isWriting, pathFields } from './input-schema.ts';

const operations = modules.flatMap((module) => [...module.operations]);
const served = operations.filter(isServed);

let hub: TestApp;
beforeAll(async () => {
  hub = await createTestApp({ modules });
});
afterAll(() => hub.close());

const nobody: Actor = { kind: 'user', id: 'nobody', name: 'Nobody', scopes: new Set(), designerId: null };
const pathOf = (operation: AnyOperation) =>
  `/api${operation.route.path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000')}`;

describe.each(operations.map((operation) => [operation.name, operation] as const))('%s', (_, operation) => {
  it('refuses without its scope', async () => {
    await expect(runOperation(hub.host, operation, nobody, {})).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is well defined', () => {
    expect(operation.scope).toMatch(/^[a-z-]+:(read|write|approve)$/);
    expect(operation.summary).toMatch(/^[A-Z].*[^.]$/);
    const fields = Object.keys(inputSchema(operation).properties ?? {});
    for (const field of pathFields(operation)) expect(fields).toContain(field);
    if (operation.paged) expect(fields).toEqual(expect.arrayContaining(['cursor', 'limit']));
    if (operation.versioned && isWriting(operation)) expect(fields).toContain('expectedVersion');
    if (operation.route.method === 'GET') expect(isWriting(operation)).toBe(false);
  });
});

describe.each(served.map((operation) => [operation.name, operation] as const))(
  '%s over HTTP',
  (_, operation) => {
    it('asks strangers to sign in', async () => {
      const { statusCode, headers } = await hub.app.inject({
        method: operation.route.method,
        url: pathOf(operation),
        headers: { host: '127.0.0.1' },
      });
      expect(statusCode).toBe(401);
      expect(headers['content-type']).toContain('application/problem+json');
    });
  },
);

describe('roles', () => {
  it('name only rights that some operation needs', () => {
    const nouns = new Set(operations.map((operation) => operation.scope.split(':')[0]));
    const named = Role.options.flatMap((role) => [...scopesOf(role)]).filter((scope) => scope !== '*');
    const unknown = [...new Set(named.map((scope) => scope.split(':')[0]))].filter(
      (noun) => !nouns.has(noun),
    );
    expect(unknown).toEqual([]);
  });

  it('let nobody but an owner touch people and keys', () => {
    for (const role of Role.options.filter((one) => one !== 'owner'))
      expect([...scopesOf(role)].filter((scope) => scope.startsWith('accounts'))).toEqual([]);
  });
});

describe('the audit', () => {
  const inputs: Record<string, (me: string) => Promise<object>> = {
    'accounts.updateMe': async () => ({ name: 'Ada' }),
    'accounts.invitePerson': async () => ({ name: 'Bo', email: 'bo@example.com', role: 'viewer' }),
    'accounts.changeRole': async () => ({ personId: await invited('cy@example.com'), role: 'support' }),
    'accounts.removePerson': async () => ({ personId: await invited('di@example.com') }),
    'accounts.createApiKey': async () => ({ name: 'Script' }),
    'accounts.revokeApiKey': async (me) => ({ apiKeyId: await madeKey(me) }),
    'accounts.signOutEverywhere': async () => ({}),
    'studio.update': async () => ({ name: 'Ada' }),
    'tasks.cancel': async () => ({ taskId: await startedTask() }),
  };
  const standing = standingModules.flatMap((module) => module.operations.filter(isWriting));
  const named = (name: string) => operations.find((operation) => operation.name === name) as AnyOperation;
  const owner = async (): Promise<Actor> => {
    await createSignInLink(hub.host);
    const { rows } = await hub.host.db.execute(
      `select person_id as id from member where role = 'owner'` as never,
    );
    return { ...nobody, id: (rows[0] as { id: string }).id, name: 'Owner', scopes: new Set(['*']) };
  };
  const invited = async (email: string): Promise<string> => {
    const { person } = (await runOperation(hub.host, named('accounts.invitePerson'), await owner(), {
      name: 'X',
      email,
      role: 'viewer',
    })) as { person: { id: string } };
    return person.id;
  };
  const madeKey = async (me: string): Promise<string> => {
    const made = (await runOperation(
      hub.host,
      named('accounts.createApiKey'),
      { ...(await owner()), id: me },
      { name: 'K' },
    )) as {
      apiKey: { id: string };
    };
    return made.apiKey.id;
  };
  const startedTask = () =>
    inTransaction(hub.host, systemActor, (ctx) =>
      startTask(ctx, { kind: 'test.work', title: 'Work', input: {}, job: 'accounts.tidy' }),
    );

  it.each(standing.map((operation) => [operation.name, operation] as const))(
    'has a row of %s',
    async (name, operation) => {
      const who = await owner();
      const input = await inputs[name]?.(who.id);
      expect(input, `say here what ${name} takes`).toBeDefined();
      await runOperation(hub.host, operation, who, input);
      const { rows } = await hub.host.db.execute(
        `select actor_id from audit where operation = '${name}' order by at desc, id desc limit 1` as never,
      );
      expect(rows).toEqual([{ actor_id: who.id }]);
    },
  );

  it('undoes a change whose row cannot be written', async () => {
    const who = await owner();
    const broken = { ...hub.host, audit: () => Promise.reject(new Error('disk full')) };
    await expect(runOperation(broken, named('studio.update'), who, { name: 'Lost' })).rejects.toThrow(
      'disk full',
    );
    expect(await runOperation(hub.host, named('studio.get'), who, {})).not.toMatchObject({ name: 'Lost' });
  });
});
