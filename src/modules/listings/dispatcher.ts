import { randomUUID } from 'node:crypto';
import type { BucketSpec, Connector } from '../../connectors/connector.ts';
import type { Loop } from '../../kit/module.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { readableTokens, readChannel } from '../channels/index.ts';
import { createLease, type Lease, type LeaseTiming, leaseTiming } from './lease.ts';
import { listen } from './listen.ts';
import { markDirty } from './mark-dirty.ts';
import { runGroup } from './run-group.ts';
import { isRestInRush } from './rush.ts';
import { findFalseWaves, findPriceTurns } from './store.ts';
import { claimRows, nextDueMs, readyChannels, renewRows } from './work-store.ts';

export interface DispatcherOptions extends LeaseTiming {
  /** Listings of one channel that are worked on at once; left out: as many as its pace keeps busy. */
  slots?: number;
  renewMs: number;
  /** Called when there is room for more listings again. */
  onRoom?: () => void;
}

const defaults: DispatcherOptions = { ...leaseTiming, renewMs: 2000 };

/** How soon the engine looks again by itself, by what its last look came to. */
const restsMs = {
  /** It claimed all that it might: there may be more. */
  more: 0,
  /** It started a few at once without a look at what else there is; their reading goes first. */
  few: 20,
  /** All there was is claimed, or there is no room for it: the database is left to the runs. */
  crowded: 250,
  /** Nothing to do and nobody telling anything. */
  nothing: 5000,
};
/** What ends within this time is taken as one: no look for each listing. */
const roomEveryMs = 40;
/** A batch is made ready while others are on the wire. */
const batchesAtOnce = 3;

const fewAtOnce = 3;
/** A shop on which nothing ran for so long is at rest. */
const restedMs = 500;

/** How soon it hears, at rest in a rush, that something urgent was marked. */
const rushStepMs = 20;

/** What is known of a channel from the last time. */
interface Known {
  connector: Connector;
  spec: BucketSpec;
}

/** So many listings of a shop may start now. */
interface Room {
  channelId: string;
  most: number;
}

/** Claims dirty listings, as many as the shops' allowances let go, and brings them in step. */
export class Dispatcher {
  readonly #host: Host;
  readonly #options: DispatcherOptions;
  readonly #owner = `${process.pid}-${randomUUID().slice(0, 8)}`;
  readonly #leases = new Map<string, Lease>();
  readonly #busy = new Map<string, number>();
  readonly #known = new Map<string, Known>();
  readonly #endedAt = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();
  #after: keyof typeof restsMs = 'nothing';
  #room: NodeJS.Timeout | null = null;
  #isStopping = false;

  constructor(host: Host, options: Partial<DispatcherOptions> = {}) {
    this.#host = host;
    this.#options = { ...defaults, ...options };
  }

  /** Starts whatever can start now; answers how many listings were claimed. `isTold`: something was just marked. */
  async tick(isTold = false): Promise<number> {
    if (this.#isStopping) return 0;
    const few = isTold ? await this.#claim(this.#rested()) : 0;
    if (few > 0) {
      this.#after = 'few';
      return few;
    }
    const ready = await readyChannels(this.#host.db);
    const rooms = await Promise.all(
      ready.map(async (channelId) => ({
        channelId,
        most: await this.#roomFor(channelId, this.#known.get(channelId) ?? (await this.#learn(channelId))),
      })),
    );
    this.#after = ready.length > 0 ? 'crowded' : 'nothing';
    return this.#claim(rooms);
  }

  /** How long after the last tick nothing can start unless somebody tells. */
  async restMs(): Promise<number> {
    if (this.#after !== 'nothing') return restsMs[this.#after];
    const due = await nextDueMs(this.#host.db);
    return due === null ? restsMs.nothing : Math.min(restsMs.nothing, Math.max(20, due + 1));
  }

  /** Works until nothing is due within `patienceMs` and nothing runs. */
  async drain(patienceMs = 0): Promise<void> {
    const renewing = setInterval(() => void this.renew(), this.#options.renewMs);
    try {
      for (;;) {
        const started = await this.tick();
        if (started > 0) continue;
        if (this.#running.size > 0) {
          await Promise.race(this.#running);
          continue;
        }
        await this.sweep();
        const wait = await nextDueMs(this.#host.db);
        if (wait === null || wait > patienceMs) return;
        await new Promise((resolve) => setTimeout(resolve, Math.min(wait + 5, 50)));
      }
    } finally {
      clearInterval(renewing);
    }
  }

  /** Finds what no change marks: timed prices that began or ended, and waves that were none. */
  async sweep(): Promise<void> {
    const ids = [...(await findFalseWaves(this.#host.db)), ...(await findPriceTurns(this.#host.db))];
    if (ids.length > 0) await inTransaction(this.#host, systemActor, (ctx) => markDirty(ctx, ids, 50));
  }

  /** Keeps what is worked on; what is lost is stopped. */
  async renew(): Promise<void> {
    const held = [...this.#leases.values()];
    const askedAtMs = this.#host.clock.monotonicMs();
    try {
      const alive = await renewRows(this.#host.db, held, this.#options.leaseMs);
      for (const lease of held) {
        if (alive.has(lease.listingId)) lease.renewed(askedAtMs);
        else if (this.#leases.get(lease.listingId) === lease) lease.lose();
      }
    } catch (error) {
      this.#host.log.warn({ err: error }, 'leases could not be renewed');
    }
  }

  /** Takes no more, and waits for what runs; a run that hangs is given up, its lease ends by itself. */
  async stop(patienceMs = 8000): Promise<void> {
    this.#isStopping = true;
    const gone = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref());
    await Promise.race([Promise.allSettled([...this.#running]), gone]);
    for (const lease of this.#leases.values()) lease.lose();
  }

  /** Shops where a few may start without a look at what there is and how many could. */
  #rested(): Room[] {
    if (this.#options.slots !== undefined) return [];
    const now = this.#host.clock.monotonicMs();
    return [...this.#known].flatMap(([channelId, { connector }]) =>
      (this.#busy.get(channelId) ?? 0) === 0 && now - (this.#endedAt.get(channelId) ?? 0) > restedMs
        ? { channelId, most: connector.batch?.size ?? fewAtOnce }
        : [],
    );
  }

  /** Claims as many of each shop and starts them; answers how many there were. */
  async #claim(rooms: readonly Room[]): Promise<number> {
    const wanted = rooms.filter((room) => room.most > 0);
    if (wanted.length === 0 || this.#isStopping) return 0;
    const claimedAtMs = this.#host.clock.monotonicMs();
    const claimed = await claimRows(this.#host.db, wanted, this.#options.leaseMs, this.#owner);
    const byChannel = Map.groupBy(claimed, (one) => one.channelId);
    if (wanted.some(({ channelId, most }) => byChannel.get(channelId)?.length === most)) this.#after = 'more';
    for (const [channelId, some] of byChannel) {
      const leases = some.map((one) => createLease(this.#host, one, claimedAtMs, this.#options));
      for (const lease of leases) this.#leases.set(lease.listingId, lease);
      this.#busy.set(channelId, (this.#busy.get(channelId) ?? 0) + leases.length);
      this.#launch(channelId, leases);
    }
    return claimed.length;
  }

  #launch(channelId: string, group: Lease[]): void {
    const end = (lease: Lease) => {
      if (this.#leases.get(lease.listingId) === lease) this.#leases.delete(lease.listingId);
      this.#busy.set(channelId, (this.#busy.get(channelId) ?? 0) - 1);
      this.#endedAt.set(channelId, this.#host.clock.monotonicMs());
      if (this.#options.onRoom) this.#room ??= setTimeout(() => this.#tellRoom(), roomEveryMs);
    };
    const work = runGroup(this.#host, channelId, group, end)
      .catch((error: unknown) => this.#host.log.error({ err: error, channel: channelId }, 'dispatcher'))
      .finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  #tellRoom(): void {
    this.#room = null;
    this.#options.onRoom?.();
  }

  /** How many may be claimed: nothing that could not call soon, and not by dribs and drabs. */
  async #roomFor(channelId: string, { connector, spec }: Known): Promise<number> {
    const busy = this.#busy.get(channelId) ?? 0;
    const { batch } = connector;
    if (batch) {
      const free = (this.#options.slots ?? batch.size * batchesAtOnce) - busy;
      return busy > 0 && free < batch.size ? 0 : Math.min(free, batch.size);
    }
    // After a rest a few can start without asking how many more could.
    const isRested =
      busy === 0 && this.#host.clock.monotonicMs() - (this.#endedAt.get(channelId) ?? 0) > restedMs;
    if (isRested && this.#options.slots === undefined) return fewAtOnce;
    const tokens = await readableTokens(this.#host, spec);
    const most = this.#options.slots ?? Math.min(300, Math.max(6, Math.ceil(tokens * 1.2)));
    const free = most - busy;
    if (busy > 0 && free < most / 4) return 0;
    return Math.min(free, tokens);
  }

  async #learn(channelId: string): Promise<Known> {
    const channel = await readChannel(this.#host.db, channelId);
    const connector = this.#host.ports.connectors.get(channel.kind);
    const spec = connector.bucket({ id: channel.id, settings: channel.settings, secrets: {} });
    const known = { connector, spec: { ...spec, key: channel.bucketKey ?? spec.key } };
    // Until the first call it is not known whose allowance it is.
    if (channel.bucketKey) this.#known.set(channelId, known);
    return known;
  }
}

/** The loop of the hub: woken by NOTIFY and by listings that end, otherwise when the next one comes due. */
export const dispatcherLoop: Loop = {
  name: 'listings.dispatcher',
  start: async (host) => {
    const wake = listen(host, 'spindle_dirty');
    const dispatcher = new Dispatcher(host, { onRoom: wake.poke });
    let isOpen = true;
    const renewing = setInterval(() => void dispatcher.renew(), defaults.renewMs);
    const sweeping = setInterval(
      () => void dispatcher.sweep().catch((error: unknown) => host.log.warn({ err: error }, 'sweep')),
      5000,
    );
    const looping = (async () => {
      let lookedMs = Number.NEGATIVE_INFINITY;
      let isTold = false;
      while (isOpen) {
        try {
          while (isOpen && isRestInRush(host.ports, host.clock.monotonicMs(), lookedMs))
            await new Promise((resolve) => setTimeout(resolve, rushStepMs));
          lookedMs = host.clock.monotonicMs();
          await dispatcher.tick(isTold);
          const restMs = await dispatcher.restMs();
          isTold = restMs > 0 && (await wake.next(restMs));
        } catch (error) {
          host.log.error({ err: error }, 'dispatcher');
          await wake.next(500);
        }
      }
    })();
    return {
      stop: async () => {
        isOpen = false;
        wake.close();
        await looping;
        await dispatcher.stop();
        clearInterval(renewing);
        clearInterval(sweeping);
      },
    };
  },
};
