import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { seal } from '../../src/kit/crypto.ts';
import { newId } from '../../src/kit/ids.ts';
import { openKeyRing } from '../../src/kit/key-file.ts';
import type { BenchDatabase } from './database.ts';

/** A connected WooCommerce shop that sends signed webhooks and is never called itself. */
export async function addShop(
  database: BenchDatabase,
  home: string,
): Promise<{ channelId: string; path: string; secret: string }> {
  const { ring } = await openKeyRing(join(home, 'keys.json'));
  const [channelId, secret] = [newId(), randomBytes(24).toString('hex')];
  await database.pool.query(
    `insert into channel (id, designer_id, kind, name, base_url, state, currency, webhook_secret, created_at)
     select $1, id, 'woocommerce', 'The shop', 'http://127.0.0.1:9', 'active', 'EUR', $2, now() - interval '1 hour'
     from designer limit 1`,
    [channelId, seal(ring, secret, `webhook:${channelId}`)],
  );
  return { channelId, path: `/hooks/${channelId}`, secret };
}
