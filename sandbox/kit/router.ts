export interface ShopRequest {
  method: string;
  /** Without the query. */
  path: string;
  /** As it came, with the query. */
  target: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: Buffer;
  params: Record<string, string>;
}

/** `body`: Buffer = raw bytes, string = HTML, anything else = JSON; undefined = empty. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export type Answer = (request: ShopRequest) => Reply | Promise<Reply>;

/** Thrown anywhere below a route to answer with something else. */
export class Refusal extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super(`Refused with ${reply.status}`);
    this.reply = reply;
  }
}

export interface Route<T> {
  method: string;
  /** Such as `/shops/:shopId/listings`. */
  pattern: string;
  target: T;
}

export interface Router<T> {
  find(method: string, path: string): { route: Route<T>; params: Record<string, string> } | undefined;
}

export function createRouter<T>(routes: Route<T>[]): Router<T> {
  const compiled = routes.map((route) => ({
    route,
    expression: new RegExp(`^${route.pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`),
  }));
  return {
    find: (method, path) => {
      for (const { route, expression } of compiled) {
        if (route.method !== method) continue;
        const match = expression.exec(path);
        if (match) return { route, params: { ...match.groups } };
      }
      return undefined;
    },
  };
}

export const formOf = (body: Buffer): Record<string, string> =>
  // A repeated key keeps its last value, as PHP does.
  Object.fromEntries(new URLSearchParams(body.toString('utf8')));

export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
