/**
 * Looks on at every change of a shop and at the end. It knows the shops' own state and the master, not the engine's view:
 * what it finds is what a buyer would find.
 */

import type { ShopRequest } from '../../sandbox/kit/router.ts';
import { sha256Hex } from '../../src/kit/crypto.ts';
import type { Master } from './catalogue.ts';
import { copyBytes } from './database/ensure-copy.ts';
import type { Actor } from './kernel/simulation.ts';
import type { Arrived } from './shops/network.ts';
import type { World } from './world.ts';

export class Violation extends Error {
  override readonly name = 'Violation';
}

/** What an Etsy listing held when it was last whole: names stay the same from release to release. */
interface Held {
  names: ReadonlySet<string>;
  count: number;
  isDigital: boolean;
  wasFull: boolean;
}

const markOf = (title: string): string => title.split(' ')[0] ?? '';
const listingOf = ({ memory }: World, remoteId: number) =>
  [...memory.tables.listing.rows.values()].find((row) => row.remoteId === String(remoteId));

/** The listings that a call to a shop is about. */
function remoteIdsOf({ path, body }: ShopRequest): number[] {
  const [, id] = /\/(?:listings|products)\/(\d+)/.exec(path) ?? [];
  if (id !== undefined) return [Number(id)];
  if (!path.endsWith('/products/batch')) return [];
  const { update = [] } = JSON.parse(body.toString('utf8')) as { update?: { id: number }[] };
  return update.map((one) => one.id);
}

type EtsyState = ReturnType<World['etsy']['admin']['state']>['listings'][number];
type WooState = ReturnType<World['woo']['admin']['state']>['products'][number];

export interface Judge {
  /** Writes of the hub that changed a shop. */
  writes: number;
  /** What the shop carried before the hub ever wrote, and whatever the seller changes by hand, is no fault of the hub. */
  takeAsGiven(): void;
  onSent(actor: Actor, request: ShopRequest): void;
  onArrived(call: Arrived): void;
  /** Throws Violation where the board would hide a plan that waits for a click. */
  judgeBoard(): void;
  /** Throws Violation unless everything is as the master wants it. */
  judgeEnd(): void;
}

export function createJudge(world: World, masters: readonly Master[]): Judge {
  const { etsy, woo, memory, simulation } = world;
  const held = new Map<number, Held>();
  /** Download ids of a WooCommerce product, with what they led to. */
  const downloads = new Map<number, Map<string, string>>();
  const blame = (text: string): never => {
    throw new Violation(text);
  };

  const look = (isByHub: boolean): void => {
    for (const one of etsy.admin.state().listings) lookAtEtsy(one, isByHub);
    for (const one of woo.admin.state().products) lookAtWoo(one, isByHub);
    if (isByHub) lookForDoubles();
  };

  function lookAtEtsy(one: EtsyState, isByHub: boolean): void {
    const id = one.listingId;
    const names = new Set(one.files.map((file) => file.name));
    const before = held.get(id);
    if (isByHub && before) {
      if (before.isDigital && one.type === 'physical') blame(`Etsy listing ${id} turned physical`);
      if (before.count > 0 && one.files.length === 0) blame(`Etsy listing ${id} lost its last file`);
      const missing = [...before.names].filter((name) => !names.has(name));
      // With all five places taken one goes before the next comes; otherwise the new one stands there first.
      if (missing.length > (before.wasFull ? 1 : 0)) blame(`Etsy listing ${id} lacks ${missing.join(', ')}`);
    }
    const isSettled = !isByHub || listingOf(world, id)?.status === 'in-step';
    const ours = [...names].filter((name) => name.startsWith(`${markOf(one.title).toLowerCase()}-`));
    const wasWhole = before === undefined || [...before.names].every((name) => names.has(name));
    held.set(id, {
      names: isSettled || !before ? new Set(ours) : before.names,
      count: one.files.length,
      isDigital: one.type === 'download' || (before?.isDigital === true && isByHub),
      wasFull: one.files.length >= 5 || (before?.wasFull === true && !wasWhole),
    });
  }

  function lookAtWoo(one: WooState, isByHub: boolean): void {
    const before = downloads.get(one.id) ?? new Map<string, string>();
    const now = new Map(one.downloads.map(({ id, file }) => [id, file]));
    if (isByHub) {
      const lost = [...before.keys()].filter((id) => !now.has(id));
      const mayGo = Math.max(0, before.size - fewestWanted(one.name));
      if (lost.length > mayGo) blame(`WooCommerce product ${one.id} lost a download id`);
      for (const [id, file] of before) {
        const moved = [...now].find(([other, address]) => address === file && other !== id);
        if (moved && !now.has(id)) blame(`WooCommerce product ${one.id} gave ${file} a new download id`);
      }
    }
    downloads.set(one.id, now);
  }

  /** How many files the pattern in this title has at least had all along: releases only ever add. */
  const firstCounts = new Map(
    masters.map((one) => [one.mark, memory.tables.currentFiles.rows.get(one.patternId)?.files.length ?? 0]),
  );
  const fewestWanted = (title: string): number => firstCounts.get(markOf(title)) ?? 1;

  function lookForDoubles(): void {
    for (const { mark } of masters) {
      const onEtsy = etsy.admin.state().listings.filter((one) => markOf(one.title) === mark);
      if (onEtsy.length > 1) blame(`${mark} is on Etsy ${onEtsy.length} times`);
      const onWoo = woo.admin.state().products.filter((one) => markOf(one.name) === mark);
      if (onWoo.length > 1) blame(`${mark} is on WooCommerce ${onWoo.length} times`);
    }
  }

  const judge: Judge = {
    writes: 0,
    takeAsGiven: () => look(false),
    onSent: (actor, request) => {
      if (request.method === 'GET') return;
      for (const remoteId of remoteIdsOf(request)) {
        const listing = listingOf(world, remoteId);
        const owner = listing && world.claims.get(listing.id);
        if (owner && owner !== actor)
          simulation.failure ??= new Violation(
            `${actor.name} writes to a listing that ${owner.name} has taken over: ${request.method} ${request.path}`,
          );
      }
    },
    onArrived: ({ isWrite, reply }) => {
      if (!isWrite || reply.status >= 400) return;
      judge.writes += 1;
      try {
        look(true);
      } catch (error) {
        simulation.failure ??= error as Error;
      }
    },
    judgeBoard: () => {
      for (const { id, status, problem } of memory.tables.listing.rows.values())
        if ((problem as { kind: string } | null)?.kind === 'approval' && status !== 'needs-you')
          blame(`listing ${id} waits for a click and is shown as ${status}`);
    },
    judgeEnd: () => {
      judgeSteps(world);
      for (const listing of memory.tables.listing.rows.values()) {
        const { id, status, problem, remoteId, wantedState } = listing;
        const master = masters.find((one) => one.offerId === listing.offerId);
        const isRight = problem === null && status === (wantedState === 'paused' ? 'paused' : 'in-step');
        if (!isRight)
          blame(
            `listing ${id} of ${master?.mark} rests as ${status}: ${JSON.stringify(problem ?? listing.plan)}`,
          );
        if (!master || listing.isAdopted || (wantedState === 'paused' && remoteId === null)) continue;
        if (listing.channelId === world.channels.etsy) {
          const there = etsy.admin.state().listings.find((one) => String(one.listingId) === remoteId);
          if (!there) return blame(`${master.mark} is not on Etsy`);
          compare(`${master.mark} on Etsy`, etsyShown(there), etsyWanted(world, master, wantedState, there));
        } else {
          const there = woo.admin.state().products.find((one) => String(one.id) === remoteId);
          if (!there) return blame(`${master.mark} is not on WooCommerce`);
          compare(
            `${master.mark} on WooCommerce`,
            wooShown(world, there),
            wooWanted(world, master, wantedState),
          );
        }
      }
    },
  };
  return judge;
}

/** A worker whose listing was taken over began nothing after its successor did. */
function judgeSteps({ memory }: World): void {
  const newest = new Map<string, number>();
  for (const step of memory.tables.step.rows.values()) {
    if (step.leaseToken < (newest.get(step.listingId) ?? 0))
      throw new Violation(`a step of an older lease began after one of a newer: ${step.summary}`);
    newest.set(step.listingId, step.leaseToken);
  }
}

function compare(what: string, shown: object, wanted: object): void {
  const [is, shall] = [JSON.stringify(shown), JSON.stringify(wanted)];
  if (is !== shall) throw new Violation(`${what} shows ${is}, wanted is ${shall}`);
}

const sum = (text: string): string => text.slice(0, 12);
const copyOf = (sha256: string, channelId: string): string => sum(sha256Hex(copyBytes(sha256, channelId)));

const masterOf = ({ memory: { tables } }: World, { patternId, offerId }: Master) => ({
  pattern: tables.pattern.rows.get(patternId),
  offer: tables.offer.rows.get(offerId),
  files: tables.currentFiles.rows.get(patternId)?.files ?? [],
  pictures: tables.images.rows.get(patternId)?.images ?? [],
});

function etsyWanted(world: World, master: Master, wantedState: string, there: EtsyState) {
  const { pattern, offer, files, pictures } = masterOf(world, master);
  return {
    title: pattern?.title,
    text: pattern?.story,
    tags: pattern?.tags,
    price: offer?.priceMinor,
    sku: offer?.sku,
    type: 'download',
    state: wantedState === 'live' ? 'active' : there.state === 'draft' ? 'draft' : 'inactive',
    files: files.map((file) => copyOf(file.sha256, world.channels.etsy)).sort(),
    pictures: pictures.map((one) => [sum(one.sha256), one.alt]),
  };
}

const etsyShown = (there: EtsyState) => ({
  title: there.title,
  text: there.description,
  tags: there.tags,
  price: there.priceMinor,
  sku: there.sku,
  type: there.type,
  state: there.state,
  files: there.files.map((file) => sum(file.sha256 ?? '')).sort(),
  pictures: there.images
    .toSorted((a, b) => a.rank - b.rank)
    .map((one) => [sum(one.sha256 ?? ''), one.altText]),
});

function wooWanted(world: World, master: Master, wantedState: string) {
  const { pattern, offer, files, pictures } = masterOf(world, master);
  return {
    title: pattern?.title,
    text: `<p>${pattern?.story}</p>`,
    tags: pattern?.tags.toSorted(),
    price: ((offer?.priceMinor ?? 0) / 100).toFixed(2),
    sku: offer?.sku,
    state: wantedState === 'live' ? 'publish' : 'draft',
    files: files.map((file) => copyOf(file.sha256, world.channels.woo)).sort(),
    pictures: pictures.map((one) => [sum(one.sha256), one.alt]),
  };
}

const wooShown = ({ memory }: World, there: WooState) => ({
  title: there.name,
  text: there.description,
  tags: there.tagNames.toSorted(),
  price: there.regularPrice,
  sku: there.sku,
  state: there.status,
  files: there.downloads
    .map(({ file }) => {
      const token = /\/a\/([^/]+)\//.exec(file)?.[1];
      const served = [...memory.tables.address.rows.values()].find((row) => row.token === token);
      return served ? sum(served.sha256) : file;
    })
    .sort(),
  pictures: there.images.map((one) => [sum(one.sha256), one.alt]),
});
