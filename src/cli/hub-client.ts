import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isWriting, pathFields } from '../api/input-schema.ts';
import { LocalKey, localKeyFile } from '../api/local-key.ts';
import type { Problem } from '../api/problems.ts';
import type { AnyOperation } from '../kit/operation.ts';

/** The hub said no: exit code 1. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** No hub, or no key to it: exit code 3. */
export class NoHub extends Error {}

export interface HubClient {
  url: string;
  request(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<unknown>;
  run(operation: AnyOperation, input: Record<string, unknown>): Promise<unknown>;
}

/** SPINDLE_URL and SPINDLE_KEY, or what the hub on this computer left in its folder. */
export async function openClient(env: NodeJS.ProcessEnv): Promise<HubClient> {
  const local = env.SPINDLE_URL && env.SPINDLE_KEY ? null : await readLocalKey(env);
  const url = (env.SPINDLE_URL ?? local?.url)?.replace(/\/+$/, '');
  const key = env.SPINDLE_KEY ?? (env.SPINDLE_URL && env.SPINDLE_URL !== local?.url ? undefined : local?.key);
  if (!url)
    throw new NoHub(
      'No hub was found here. Start it with “npm start” in its folder, or set SPINDLE_URL and SPINDLE_KEY for one elsewhere.',
    );
  if (!key) throw new NoHub(`No key for ${url}. Make an API key in its dashboard and set SPINDLE_KEY.`);

  const request: HubClient['request'] = async (method, path, { body, headers = {} } = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new NoHub(`The hub at ${url} does not answer. Is it running? Start it with “npm start”.`, {
        cause: error,
      });
    });
    const text = await answer.text();
    const value = text === '' ? null : parsed(text);
    if (answer.ok && value !== undefined) return value;
    if (isProblem(value)) throw new Refused(value);
    throw new NoHub(`What answers at ${url} is no Spindle hub (status ${answer.status}). Check SPINDLE_URL.`);
  };

  return {
    url,
    request,
    async run(operation, input) {
      const rest = { ...input };
      const path = `/api${pathFields(operation).reduce((text, name) => {
        const value = rest[name];
        delete rest[name];
        return text.replace(`{${name}}`, encodeURIComponent(String(value ?? '')));
      }, operation.route.path as string)}`;
      const isRead = operation.route.method === 'GET' || operation.route.method === 'DELETE';
      const query = new URLSearchParams();
      if (isRead)
        for (const [name, value] of Object.entries(rest))
          for (const one of [value].flat())
            query.append(name, typeof one === 'object' ? JSON.stringify(one) : String(one));
      const headers: Record<string, string> = isWriting(operation) ? { 'idempotency-key': randomUUID() } : {};
      // whoever types a change means it, whatever it was before; --expected-version asks for the check
      if (operation.versioned && isWriting(operation) && rest.expectedVersion === undefined)
        headers['if-match'] = '*';
      return request(operation.route.method, query.size > 0 ? `${path}?${query}` : path, {
        ...(isRead ? {} : { body: rest }),
        headers,
      });
    },
  };
}

async function readLocalKey(env: NodeJS.ProcessEnv): Promise<{ url: string; key: string } | null> {
  const here = env.SPINDLE_HOME ?? 'data';
  const clone = new URL('../../data', import.meta.url);
  const places = [resolve(here), ...(env.SPINDLE_HOME ? [] : [fileURLToPath(clone)])];
  for (const place of places) {
    try {
      return LocalKey.parse(JSON.parse(await readFile(join(place, localKeyFile), 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EACCES')
        throw new NoHub(
          `${join(place, localKeyFile)} belongs to another user. Run this as the user who runs the hub, or set SPINDLE_KEY.`,
        );
    }
  }
  return null;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isProblem = (value: unknown): value is Problem =>
  value !== null && typeof value === 'object' && 'detail' in value && 'code' in value;
