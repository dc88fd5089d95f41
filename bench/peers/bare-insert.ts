// The peer of order-webhooks: fastify, the signature over the raw body, one INSERT a request. Nothing else of what a hub does.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';

const [url, secret] = [process.env.PEER_DATABASE_URL ?? '', process.env.PEER_SECRET ?? ''];
const pool = new pg.Pool({ connectionString: url, max: 16 });
await pool.query(`create table if not exists delivery (id uuid primary key, delivery_id text not null unique,
  topic text not null, body bytea not null, received_at timestamptz not null default now())`);

const app = Fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/hooks', async (request, reply) => {
  const body = request.body as Buffer;
  const signature = Buffer.from(String(request.headers['x-wc-webhook-signature']), 'base64');
  const expected = createHmac('sha256', secret).update(body).digest();
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected))
    return reply.code(401).send();
  await pool.query({
    name: 'store',
    text: 'insert into delivery (id, delivery_id, topic, body) values ($1, $2, $3, $4) on conflict do nothing',
    values: [randomUUID(), signature.toString('hex'), request.headers['x-wc-webhook-topic'], body],
  });
  return { received: 'stored' };
});
console.log(`peer at ${await app.listen({ port: 0, host: '127.0.0.1' })}`);
process.once('SIGTERM', () => void app.close().then(() => pool.end()));
