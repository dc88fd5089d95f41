import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { nothingHere } from './problems.ts';

/** The dashboard's files; every page address that is no file is the dashboard's own to show. */
export async function registerDashboard(app: FastifyInstance, dir: string | undefined): Promise<void> {
  if (dir)
    await app.register(fastifyStatic, {
      root: dir,
      wildcard: false,
      setHeaders: (reply, path) => {
        const isNamedByContent = path.includes('/assets/') || path.includes('\\assets\\');
        reply.header('cache-control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  else
    app.get('/', (_request, reply) =>
      reply
        .type('text/plain; charset=utf-8')
        .send(
          'Spindle is running. The dashboard is not built yet: run “npm run build”. The API is described at /docs.',
        ),
    );
  app.setNotFoundHandler((request, reply) => {
    if (dir && isPage(request)) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    throw nothingHere(request);
  });
}

const isPage = (request: FastifyRequest): boolean =>
  request.method === 'GET' &&
  (request.headers.accept ?? '').includes('text/html') &&
  !/^\/(api|docs|hooks|assets)(\/|$)/.test(request.url);
