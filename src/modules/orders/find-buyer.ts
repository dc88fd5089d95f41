import type { RemoteBuyer } from '../../connectors/connector.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import { buyersMerged } from './signals.ts';
import {
  type BuyerRow,
  deleteBuyer,
  findBuyerByAccount,
  findBuyerByEmail,
  findBuyersByAccount,
  findBuyersByEmail,
  hasSales,
  insertBuyer,
  insertBuyers,
  lockNames,
  moveSalesAndAccounts,
  putAccount,
  putAccounts,
  selectBuyer,
  updateBuyer,
} from './store.ts';

/**
 * The buyer of an order. An e-mail address is one person everywhere; a shop account without an address is one person
 * on that shop, and becomes the address's person as soon as one is told. An account that orders for two addresses stays
 * two persons: a present for a friend must not open the giver's library to her.
 */
export async function findOrMakeBuyer(
  ctx: Ctx,
  channelId: string | null,
  remote: RemoteBuyer,
  known: { currentId: string | null; isTest: boolean },
): Promise<string> {
  const email = remote.email?.trim() || null;
  const account = channelId && remote.remoteId ? { channelId, remoteId: remote.remoteId } : null;
  await lockNames(ctx.tx, [
    ...(email ? [`buyer:${email.toLowerCase()}`] : []),
    ...(account ? [`account:${account.channelId}:${account.remoteId}`] : []),
  ]);
  const byEmail = email ? await findBuyerByEmail(ctx.tx, email, known.isTest) : null;
  const byAccount = account ? await findBuyerByAccount(ctx.tx, account.channelId, account.remoteId) : null;
  const buyerId = await choose(
    ctx,
    { email, byEmail, byAccount, known, hasAccount: account !== null },
    remote,
  );
  if (account && !byAccount) await putAccount(ctx.tx, account.channelId, account.remoteId, buyerId);
  const facts = factsOf(remote);
  if (Object.keys(facts).length > 0) await updateBuyer(ctx.tx, buyerId, facts);
  return buyerId;
}

/**
 * The buyers of many orders of one shop, in their order and in few statements: each is known by her address, or is new with
 * one. Null, and nothing done but locks taken, when an account without an address plays a part: two persons may turn out to
 * be one, and each order has to be written before the next buyer is looked for.
 */
export async function findOrMakeBuyers(
  ctx: Ctx,
  channelId: string,
  remotes: readonly RemoteBuyer[],
): Promise<string[] | null> {
  const wanted = remotes.map((remote) => ({
    remote,
    email: remote.email?.trim() || null,
    account: remote.remoteId || null,
  }));
  await lockNames(ctx.tx, [
    ...wanted.flatMap(({ email }) => (email ? [`buyer:${email.toLowerCase()}`] : [])),
    ...wanted.flatMap(({ account }) => (account ? [`account:${channelId}:${account}`] : [])),
  ]);
  const accounts = [...new Set(wanted.flatMap(({ account }) => account ?? []))];
  const byAccount = await findBuyersByAccount(ctx.tx, channelId, accounts);
  const hasNameless = [...byAccount.values()].some((row) => row.email === null);
  if (hasNameless || wanted.some(({ email }) => !email)) return null;
  return findOrMakeByEmail(ctx, channelId, wanted, byAccount);
}

async function findOrMakeByEmail(
  ctx: Ctx,
  channelId: string,
  wanted: readonly { remote: RemoteBuyer; email: string | null; account: string | null }[],
  byAccount: ReadonlyMap<string, BuyerRow>,
): Promise<string[]> {
  const keys = wanted.map(({ email }) => (email ?? '').toLowerCase());
  const known = await findBuyersByEmail(ctx.tx, [...new Set(keys)]);
  const buyers = new Map<string, { id: string; email: string | null; isNew: boolean } & Facts>();
  const changed = new Set<string>();
  for (const [index, { remote, email }] of wanted.entries()) {
    const key = keys[index] as string;
    const there = known.get(key);
    const buyer =
      buyers.get(key) ??
      (there
        ? { ...there, isNew: false }
        : { id: newId(), email, name: null, country: null, language: null, isNew: true });
    buyers.set(key, buyer);
    const facts = factsOf(remote);
    if ((Object.keys(facts) as (keyof Facts)[]).some((name) => facts[name] !== buyer[name])) changed.add(key);
    Object.assign(buyer, facts);
  }
  await insertBuyers(
    ctx.tx,
    [...buyers.values()]
      .filter(({ isNew }) => isNew)
      .map(({ isNew: _, ...row }) => ({ ...row, isTest: false, createdAt: ctx.clock.now() })),
  );
  for (const key of [...changed].sort()) {
    const buyer = buyers.get(key);
    if (!buyer || buyer.isNew) continue;
    const { name, country, language } = buyer;
    await updateBuyer(ctx.tx, buyer.id, { name, country, language });
  }
  const ids = keys.map((key) => buyers.get(key)?.id as string);
  const accounts = new Map<string, string>();
  for (const [index, { account }] of wanted.entries())
    if (account && !byAccount.has(account) && !accounts.has(account))
      accounts.set(account, ids[index] as string);
  await putAccounts(
    ctx.tx,
    [...accounts].map(([remoteId, buyerId]) => ({ channelId, remoteId, buyerId })),
  );
  return ids;
}

interface Facts {
  name: string | null;
  country: string | null;
  language: string | null;
}

/** What the shop told; what it left out stays as it was. */
const factsOf = ({ name, country, language }: RemoteBuyer): Partial<Facts> => ({
  ...(name ? { name } : {}),
  ...(country ? { country } : {}),
  ...(language ? { language } : {}),
});

interface Candidates {
  email: string | null;
  byEmail: BuyerRow | null;
  byAccount: BuyerRow | null;
  hasAccount: boolean;
  known: { currentId: string | null; isTest: boolean };
}

async function choose(ctx: Ctx, found: Candidates, remote: RemoteBuyer): Promise<string> {
  const { email, byEmail, byAccount, known } = found;
  if (!email) {
    if (byAccount) return byAccount.id;
    const current = known.currentId ? await selectBuyer(ctx.tx, known.currentId) : null;
    if (current && !found.hasAccount && current.email === null) return current.id;
    return make(ctx, remote, null, known.isTest);
  }
  const nameless = byAccount && byAccount.email === null ? byAccount : null;
  if (byEmail) {
    if (nameless && nameless.id !== byEmail.id) await mergeBuyers(ctx, byEmail.id, nameless.id);
    return byEmail.id;
  }
  if (!nameless) return make(ctx, remote, email, known.isTest);
  await updateBuyer(ctx.tx, nameless.id, { email });
  return nameless.id;
}

async function make(ctx: Ctx, remote: RemoteBuyer, email: string | null, isTest: boolean): Promise<string> {
  const id = newId();
  await insertBuyer(ctx.tx, {
    id,
    email,
    name: remote.name,
    country: remote.country,
    language: remote.language,
    isTest,
    createdAt: ctx.clock.now(),
  });
  return id;
}

async function mergeBuyers(ctx: Ctx, keptId: string, droppedId: string): Promise<void> {
  const [kept, dropped] = [await selectBuyer(ctx.tx, keptId), await selectBuyer(ctx.tx, droppedId)];
  // who asked once not to be written to is not written to under another name
  if (dropped?.consent === 'no' || (dropped?.consent === 'yes' && kept?.consent === 'unasked'))
    await updateBuyer(ctx.tx, keptId, { consent: dropped.consent });
  await moveSalesAndAccounts(ctx.tx, droppedId, keptId);
  await ctx.signal(buyersMerged, { keptId, droppedId });
  await deleteBuyer(ctx.tx, droppedId);
}

/** After an order went to another buyer (a corrected address): a buyer without any order is no buyer. */
export async function dropIfWithoutOrders(ctx: Ctx, buyerId: string, successorId: string): Promise<void> {
  if (buyerId !== successorId && !(await hasSales(ctx.tx, buyerId)))
    await mergeBuyers(ctx, successorId, buyerId);
}
