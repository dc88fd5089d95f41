import '../../../kit/hub-address.ts';
import { seal, unseal } from '../../../kit/crypto.ts';
import type { Ports, Tx } from '../../../kit/ctx.ts';
import { deletePushKey, insertPushKey, selectPushKey, updatePushKey } from '../push-store.ts';
import { newVapidKeys, type VapidKeys } from './vapid.ts';

const context = 'alerts.push-key';

/** The hub's pair for push services, made at the first use and sealed with the newest key of the ring. */
export async function readPushKeys(tx: Tx, ports: Ports): Promise<VapidKeys> {
  const kept = await selectPushKey(tx);
  if (!kept) return makePushKeys(tx, ports);
  let privateKey: string;
  try {
    privateKey = unseal(ports.keyRing, kept.privateKey, context);
  } catch {
    // the ring was lost and begun anew: nobody can sign with the old pair
    await deletePushKey(tx);
    return makePushKeys(tx, ports);
  }
  const newest = Buffer.from(ports.keyRing.keys[0]?.id ?? '');
  if (!kept.privateKey.subarray(2, 2 + newest.length).equals(newest))
    await updatePushKey(tx, {
      publicKey: kept.publicKey,
      privateKey: seal(ports.keyRing, privateKey, context),
    });
  return { publicKey: kept.publicKey, privateKey };
}

async function makePushKeys(tx: Tx, ports: Ports): Promise<VapidKeys> {
  const made = newVapidKeys();
  const kept = await insertPushKey(tx, {
    publicKey: made.publicKey,
    privateKey: seal(ports.keyRing, made.privateKey, context),
  });
  return { publicKey: kept.publicKey, privateKey: unseal(ports.keyRing, kept.privateKey, context) };
}
