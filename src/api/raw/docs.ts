import { createHash } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { AnyOperation } from '../../kit/operation.ts';
import { openApiDocument } from '../openapi.ts';
import { contentPolicy, policyText } from '../protections.ts';
import { version } from '../version.ts';

/**
 * /docs: the interactive reference; /docs/openapi.json: the document itself. Nothing is loaded from elsewhere. The reference
 * is several megabytes of program: an app of its own that is made for the first who reads it.
 */
export function registerDocs(app: FastifyInstance, operations: readonly AnyOperation[]): void {
  let document: object | null = null;
  const describe = (): object => {
    document ??= openApiDocument(operations, version);
    return document;
  };
  let made: Promise<FastifyInstance> | null = null;
  app.addHook('onClose', async () => {
    if (made) await (await made).close();
  });
  app.get('/docs/openapi.json', () => describe());
  for (const url of ['/docs', '/docs/*'])
    app.get(url, async (request, reply) => {
      made ??= createReference();
      const { host = '', accept = '*/*' } = request.headers;
      const answer = await (await made).inject({
        method: 'GET',
        url: request.url,
        headers: { host, accept },
      });
      for (const [name, value] of Object.entries(answer.headers))
        if (value !== undefined && !hopByHop.has(name)) reply.header(name, value);
      return reply.code(answer.statusCode).send(answer.rawPayload);
    });
}

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date']);

async function createReference(): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const app = Fastify();
  // the page carries one inline script: its hash goes into the policy instead of a general permission
  app.addHook('onSend', async (_request, reply, payload) => {
    if (!String(reply.getHeader('content-type')).startsWith('text/html')) return payload;
    const scripts = [...String(payload).matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)]
      .map((match) => match[1] ?? '')
      .filter((script) => script.trim() !== '')
      .map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    const policy = { ...contentPolicy(false), 'script-src': ["'self'", ...scripts] };
    reply.header('content-security-policy', policyText(policy));
    return payload;
  });
  await app.register(reference, {
    routePrefix: '/docs',
    configuration: {
      url: '/docs/openapi.json',
      pageTitle: 'Spindle API',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
  return app;
}
