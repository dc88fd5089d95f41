import type { FastifyInstance } from 'fastify';
import { type AppOptions, createApp } from '../../src/api/app.ts';
import type { HubModule } from '../../src/kit/module.ts';
import { addApiKey } from '../../src/modules/accounts/api-key.ts';
import { accountsModule, createSignInLink, type Role } from '../../src/modules/accounts/index.ts';
import { ensureOwner } from '../../src/modules/accounts/sign-in-link.ts';
import { auditModule } from '../../src/modules/audit/index.ts';
import { studioModule } from '../../src/modules/studio/index.ts';
import { tasksModule } from '../../src/modules/tasks/index.ts';
import { createTestHost, type TestHost } from './host.ts';

export interface TestApp extends TestHost {
  app: FastifyInstance;
  /** `http://127.0.0.1:port` of the listening hub. */
  url: string;
  /** A fresh API key with this role. */
  key(role?: Role): Promise<string>;
  /** A session cookie of the owner, won through a sign-in link. */
  cookie(): Promise<string>;
  /** One request over real HTTP; `as`: an API key. */
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
}

export interface CallOptions {
  as?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** The modules that every hub has, without the business. */
export const standingModules: readonly HubModule[] = [accountsModule, studioModule, auditModule, tasksModule];

/** A listening hub on its own database. */
export async function createTestApp(
  options: Partial<AppOptions> & { modules?: readonly HubModule[] } = {},
): Promise<TestApp> {
  const modules = options.modules ?? standingModules;
  const test = await createTestHost({ modules, jobs: false });
  const app = await createApp(test.host, {
    modules,
    home: test.folder,
    ...options,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  test.host.ports.address.url = url;
  const call: TestApp['call'] = (method, path, { as, body, headers = {} } = {}) =>
    fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(as ? { authorization: `Bearer ${as}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    ...test,
    app,
    url,
    call,
    key: async (role = 'owner') => {
      const personId = await ensureOwner(test.host);
      const wanted = { name: `Test ${role}`, role, personId, designerId: null, expiresAt: null };
      return test.host.transaction(async (tx) => (await addApiKey(tx, wanted, new Date())).key);
    },
    cookie: async () => {
      const token = new URL(await createSignInLink(test.host)).searchParams.get('token');
      const answer = await call('POST', '/sign-in/link', { body: { token }, headers: { origin: url } });
      return answer.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ');
    },
    close: async () => {
      await app.close();
      await test.close();
    },
  };
}
