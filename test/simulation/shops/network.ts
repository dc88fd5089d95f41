import type { Reply, ShopRequest } from '../../../sandbox/kit/router.ts';
import { createRandom, type Random } from '../kernel/random.ts';
import { type Actor, running, type Simulation } from '../kernel/simulation.ts';
import { partsOf } from './blob.ts';
import { keepForm } from './multipart.ts';
import { findDoor } from './shop-server.ts';

/** What goes wrong with one call. `-before`: the shop never heard of it. `-after`: it did it, and nobody was told. */
export type CallFault =
  | 'refused'
  | 'cut-before'
  | 'cut-after'
  | '500-before'
  | '500-after'
  | '429'
  | 'cut-body'
  | 'no-json'
  | 'silence-before'
  | 'silence-after'
  | 'slow'
  | 'twice';

export const callFaults: readonly CallFault[] = [
  'refused',
  'cut-before',
  'cut-after',
  '500-before',
  '500-after',
  '429',
  'cut-body',
  'no-json',
  'silence-before',
  'silence-after',
  'slow',
  'twice',
];

export interface Weather {
  /** Chance of each fault a call, 0 to 1. */
  rates: Partial<Record<CallFault, number>>;
  /** Chance, 0 to 1, that a gateway gives a write up while the shop behind it goes on and carries it out seconds later. */
  lateRate?: number;
}

/** One call that reached a shop. */
export interface Arrived {
  origin: string;
  request: ShopRequest;
  reply: Reply;
  isWrite: boolean;
}

interface Call {
  actor: Actor;
  origin: string;
  request: ShopRequest;
  settle(answer: { reply: Reply; isBodyCut: boolean } | { error: Error }): void;
  isAborted: boolean;
}

/** A removal is never late here: that a file is still there when it is looked for may be true, and false at once after. */
const mayBeLate = ({ method }: ShopRequest): boolean => !['GET', 'DELETE'].includes(method);

/** The lines between the hub and the shops, and from a shop to the hub. */
export class Network {
  readonly #simulation: Simulation;
  readonly #random: Random;
  /** Of its own, so that the schedules of a seed stay what they are. */
  readonly #lateRandom: Random;
  readonly #shopActor: Actor;
  weather: Weather = { rates: {} };
  /** Serves what shops fetch from the hub. */
  hub: (path: string) => Promise<{ bytes: Buffer; contentType: string } | null> = async () => null;
  /** Looks on as a call leaves. */
  onSent: (actor: Actor, request: ShopRequest) => void = () => {};
  /** Looks on after everything that a shop did. */
  onArrived: (call: Arrived) => void = () => {};
  /** Calls that are still on their way or worked on at a shop. */
  underWay = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#random = simulation.random.fork('network');
    this.#lateRandom = createRandom(simulation.seed, 'late');
    this.#shopActor = simulation.createActor('shop');
  }

  get nowMs(): number {
    return this.#simulation.nowMs;
  }

  get shopActor(): Actor {
    return this.#shopActor;
  }

  async fetch(actor: Actor, address: string, init: RequestInit): Promise<Response> {
    const url = new URL(address);
    if (actor === this.#shopActor) return this.#fromHub(url);
    const request = toRequest(url, init);
    const { signal } = init;
    signal?.throwIfAborted();
    const answer = await new Promise<{ reply: Reply; isBodyCut: boolean }>((resolve, reject) => {
      const call: Call = {
        actor,
        origin: url.origin,
        request,
        isAborted: false,
        settle: (outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome)),
      };
      signal?.addEventListener('abort', () => {
        call.isAborted = true;
        reject(signal.reason);
      });
      this.#send(call);
    });
    return toResponse(answer.reply, answer.isBodyCut);
  }

  #draw(): CallFault | null {
    let drawn = this.#random.next();
    for (const fault of callFaults) {
      drawn -= this.weather.rates[fault] ?? 0;
      if (drawn < 0) return fault;
    }
    return null;
  }

  #send(call: Call): void {
    const { request } = call;
    this.onSent(call.actor, request);
    const fault = this.#draw();
    const name = `${request.method} ${request.path}`;
    if (fault) this.#simulation.note(call.actor, `${name} will be: ${fault}`);
    const way = () => this.#random.int(1, 60);
    const isLate =
      fault === null && mayBeLate(request) && this.#lateRandom.chance(this.weather.lateRate ?? 0);
    if (isLate) this.#simulation.note(call.actor, `${name} will be: late`);
    const answer = (outcome: { reply: Reply; isBodyCut: boolean } | { error: Error }, label: string) =>
      this.#simulation.after(way(), call.actor, `${label} ${name}`, () => call.settle(outcome));
    if (fault === 'refused') return void answer({ error: broken('ECONNREFUSED') }, 'refused');
    if (fault === 'cut-before') return void answer({ error: broken('ECONNRESET') }, 'cut');
    if (fault === 'silence-before') return;
    this.underWay += 1;
    this.#simulation.after(way(), this.#shopActor, `hears ${name} of ${call.actor.name}`, () => {
      // A process that died or hung up before its bytes left took them along, or not.
      if ((call.actor.isDead || call.isAborted) && this.#random.chance(0.5)) {
        this.underWay -= 1;
        return;
      }
      void this.#work(call, isLate ? 'late' : fault, answer).finally(() => {
        this.underWay -= 1;
      });
    });
  }

  async #work(
    call: Call,
    fault: CallFault | 'late' | null,
    answer: (outcome: { reply: Reply; isBodyCut: boolean } | { error: Error }, label: string) => void,
  ): Promise<void> {
    const { origin, request } = call;
    const door = findDoor(origin);
    if (!door) return void answer({ error: broken('ENOTFOUND') }, 'no shop');
    if (fault === '500-before') return void answer({ reply: door.serverError(), isBodyCut: false }, 'fails');
    if (fault === '429') {
      const seconds = this.#random.int(1, 5);
      return void answer({ reply: door.rateLimited(seconds), isBodyCut: false }, 'asks to wait');
    }
    const pause = (ms: number) => this.#simulation.wait(ms, this.#shopActor, 'shop works');
    if (fault === 'late') {
      answer({ error: broken('ECONNRESET') }, 'gives up');
      await pause(this.#lateRandom.int(500, 12_000));
    }
    await pause(fault === 'slow' ? this.#random.int(500, 12_000) : this.#random.int(1, 120));
    const perform = async () => {
      const reply = await running.run(this.#shopActor, () => door.answer(request));
      this.onArrived({ origin, request, reply, isWrite: door.isWrite(request) });
      return reply;
    };
    const reply = await perform();
    if (fault === 'twice' && ['PUT', 'PATCH', 'DELETE'].includes(request.method)) {
      // A proxy that sends again what may be sent again.
      await pause(this.#random.int(1, 400));
      await perform();
    }
    if (fault === 'slow') await pause(this.#random.int(500, 12_000));
    if (fault === 'silence-after' || fault === 'late') return;
    if (fault === 'cut-after') return void answer({ error: broken('ECONNRESET') }, 'cut');
    if (fault === '500-after') return void answer({ reply: door.serverError(), isBodyCut: false }, 'fails');
    if (fault === 'no-json')
      return void answer({ reply: { status: 200, body: '<h1>Hello' }, isBodyCut: false }, 'babbles');
    answer({ reply, isBodyCut: fault === 'cut-body' }, String(reply.status));
  }

  /** A shop fetches a picture or a file from the hub. */
  async #fromHub(url: URL): Promise<Response> {
    await this.#simulation.wait(this.#random.int(1, 60), this.#shopActor, `fetches ${url.pathname}`);
    const found = await this.hub(url.pathname);
    return toResponse(
      found
        ? { status: 200, body: found.bytes, headers: { 'content-type': found.contentType } }
        : { status: 404 },
      false,
    );
  }
}

const broken = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

function toRequest(url: URL, init: RequestInit): ShopRequest {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries((init.headers ?? {}) as Record<string, string>))
    headers[name.toLowerCase()] = value;
  const request: ShopRequest = {
    method: init.method ?? 'GET',
    path: url.pathname,
    target: url.pathname + url.search,
    query: url.searchParams,
    headers,
    body: Buffer.alloc(0),
    params: {},
  };
  const parts = partsOf(init.body);
  if (parts) {
    headers['content-type'] = 'multipart/form-data; boundary=none';
    const form = {
      fields: {} as Record<string, string>,
      files: {} as Record<string, { name: string; bytes: Buffer }>,
    };
    for (const [key, part] of parts)
      if (typeof part === 'string') form.fields[key] = part;
      else form.files[key] = part;
    keepForm(request, form);
  } else if (init.body instanceof URLSearchParams) {
    headers['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8';
    request.body = Buffer.from(init.body.toString());
  } else if (init.body !== undefined && init.body !== null) {
    request.body = Buffer.from(init.body as string);
  }
  return request;
}

/** As much of a Response as anybody here reads. */
function toResponse(reply: Reply, isBodyCut: boolean): Response {
  const { body } = reply;
  const bytes =
    body === undefined
      ? Buffer.alloc(0)
      : Buffer.isBuffer(body)
        ? body
        : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const read = async (): Promise<Buffer> => {
    if (isBodyCut) throw new TypeError('terminated', { cause: broken('UND_ERR_SOCKET') });
    return bytes;
  };
  return {
    status: reply.status,
    ok: reply.status >= 200 && reply.status < 300,
    headers: new Headers(reply.headers ?? {}),
    text: async () => (await read()).toString('utf8'),
    json: async () => JSON.parse((await read()).toString('utf8')),
    arrayBuffer: async () => new Uint8Array(await read()).buffer,
  } as unknown as Response;
}
