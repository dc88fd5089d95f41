import { createCipheriv, createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import pg from 'pg';
import { type KeyRing, seal } from '../../kit/crypto.ts';
import type { Storage } from '../../storage/storage.ts';

/** Bytes that no packing makes smaller, the same for the same seed. */
function* noise(seed: number, sizeBytes: number): Generator<Buffer> {
  const key = createHash('sha256').update(`fill ${seed}`).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(256 * 1024);
  for (let left = sizeBytes; left > 0; left -= zeros.length)
    yield cipher.update(zeros.subarray(0, Math.min(left, zeros.length)));
}

export interface Filled {
  patterns: number;
  bytes: number;
}

/**
 * Fills a hub's database and store as if somebody had worked with it for years: patterns with a released file each, listings
 * on a shop whose secrets are sealed, buyers with orders, entitlements, messages, and some jobs. `first` continues after
 * patterns that are there already.
 */
export async function fillHub(
  hub: { databaseUrl: string; storage: Storage; ring: KeyRing },
  size: { patterns: number; bytesEach: number; first?: number },
): Promise<Filled> {
  const first = size.first ?? 0;
  const client = new pg.Client({ connectionString: hub.databaseUrl });
  await client.connect();
  try {
    const files: { at: number; sha256: string; size: number }[] = [];
    const waiting = Array.from({ length: size.patterns }, (_, index) => first + index);
    const store = async () => {
      for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        const put = await hub.storage.put(Readable.from(noise(at, size.bytesEach), { objectMode: false }));
        files.push({ at, sha256: put.sha256, size: put.sizeBytes });
      }
    };
    await Promise.all([store(), store(), store(), store()]);
    await client.query('begin');
    const { rows } = await client.query<{ id: string }>(
      'select id from designer order by created_at limit 1',
    );
    const designer = rows[0]?.id;
    const channel = randomUUID();
    const secrets = seal(hub.ring, JSON.stringify({ key: 'shop key' }), `channel:${channel}`);
    await client.query(
      `insert into channel (id, designer_id, kind, name, base_url, remote_id, currency, state, secrets, adopted_at)
       values ($1, $2, 'woocommerce', $3, 'http://127.0.0.1:9', $4, 'EUR', 'active', $5, now())`,
      [channel, designer, `Shop ${first}`, `shop-${first}`, secrets],
    );
    await client.query(
      'create temporary table fill (at int, sha256 text, size bigint, id uuid, tail text) on commit drop',
    );
    for (let from = 0; from < files.length; from += 5000)
      await client.query(
        `insert into fill select (f->>'at')::int, f->>'sha256', (f->>'size')::bigint, gen_random_uuid(),
         E'a tab\\t a line\\n a back\\\\slash, ünïcode 🧵' from jsonb_array_elements($1::jsonb) as f`,
        [JSON.stringify(files.slice(from, from + 5000))],
      );
    for (const sql of statements)
      await client.query(sql.replaceAll('$1', `'${designer}'`).replaceAll('$2', `'${channel}'`));
    await client.query('commit');
    return { patterns: files.length, bytes: files.reduce((sum, file) => sum + file.size, 0) };
  } finally {
    await client.end();
  }
}

/** `$1`: the designer, `$2`: the shop. */
const statements = `
insert into asset (sha256, size_bytes, kind, content_type, facts) select sha256, size, 'pdf', 'application/pdf', jsonb_build_object('pages', at % 40) from fill;
insert into pattern (id, designer_id, craft, title, slug, story, tags, sizes, attributes, state)
  select id, $1, 'sewing', 'Pattern ' || at, 'pattern-' || at, repeat('A dress for warm days. ', 20) || tail, array['dress', tail], array['34', '36'], jsonb_build_object('note', tail), 'active' from fill;
insert into offer (id, designer_id, pattern_id, kind, name, sku, price_minor, currency) select id, $1, id, 'whole', 'Everything', 'SKU-' || at, 900 + at % 500, 'EUR' from fill;
insert into release (id, pattern_id, major, minor, patch, change_kind, state, published_at) select id, id, 1, 0, 0, 'first', 'published', now() from fill;
insert into release_file (id, release_id, role, name, language, sha256) select gen_random_uuid(), id, 'a4', 'pattern-a4.pdf', 'en', sha256 from fill;
insert into listing (id, channel_id, offer_id, remote_id, wanted_state, observed, observed_at, applied, applied_at, applied_release_id, status)
  select id, $2, id, at::text, 'live', o, now(), o, now(), id, 'in-step' from fill, lateral (select jsonb_build_object('title', 'Pattern ' || at, 'description', repeat(tail, 30), 'sha', sha256) as o) x;
insert into work (listing_id, channel_id, dirty, synced) select id, $2, 3, 3 from fill;
insert into buyer (id, email, name, country) select id, 'buyer' || at || '@example.test', 'Buyer ' || tail, 'DE' from fill;
insert into sale (id, channel_id, remote_id, number, status, placed_at, remote_updated_at, currency, total_minor, buyer_id, code)
  select id, $2, at::text, '#' || at, 'paid', now(), now(), 'EUR', 900, id, 'c' || at from fill;
insert into sale_line (id, sale_id, remote_id, listing_id, offer_id, title, quantity, total_minor) select id, id, '1', id, id, 'Pattern', 1, 900 from fill;
insert into entitlement (id, buyer_id, offer_id, sale_line_id) select id, id, id, id from fill;
insert into message (id, kind, buyer_id, recipient, subject, text_body, html_body, state, cause)
  select id, 'order', id, 'buyer@example.test', 'Your patterns', tail, '<p>' || tail, case when at % 100 = 7 then 'waiting' else 'sent' end, 'order:' || id from fill;
insert into pgboss.job (name, data) select 'mail.send', jsonb_build_object('messageId', id) from fill where at % 100 = 7 and exists (select 1 from pgboss.queue where name = 'mail.send')`.split(
  ';\n',
);
