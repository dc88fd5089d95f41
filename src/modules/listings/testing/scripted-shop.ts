import { isDeepStrictEqual } from 'node:util';
/** A shop in memory behind the connector contract, with faults on demand: for tests of the engine alone. */
import {
  type Connector,
  ConnectorError,
  type DesiredListing,
  defineConnector,
  type FailureKind,
  type FieldName,
  fieldNames,
  type ObservedListing,
  type PlanInput,
  type Step,
  type StepOutcome,
} from '../../../connectors/connector.ts';

/** `before`: nothing happened. `after`: it happened, but the answer was lost. */
export interface Fault {
  kind: FailureKind;
  when: 'before' | 'after';
  retryAfterMs?: number;
}

export interface ScriptedShop {
  connector: Connector;
  listings: Map<string, ObservedListing>;
  /** Every write that reached the shop: the step's kind. */
  writes: string[];
  reads: number;
  /** Asked before each step; what it answers goes wrong. */
  fault: (step: Step, call: number) => Fault | null;
  /** Runs inside each write, before its effect. */
  onWrite: (step: Step) => Promise<void> | void;
  /** Whether answers echo the listing whole. */
  echoes: boolean;
  put(listing: Partial<ObservedListing> & { title: string }): ObservedListing;
}

const limit = <T>(value: T) => ({ value, source: 'made up for tests' });

export function createScriptedShop(
  options: { id?: string; batch?: number; ownedByShop?: FieldName[] } = {},
): ScriptedShop {
  let nextId = 1;
  let calls = 0;
  const shop: ScriptedShop = {
    listings: new Map(),
    writes: [],
    reads: 0,
    fault: () => null,
    onWrite: () => {},
    echoes: false,
    put: (listing) => {
      const made: ObservedListing = {
        remoteId: String(nextId++),
        url: null,
        state: 'live',
        description: '',
        price: { amountMinor: 900, currency: 'EUR' },
        tags: [],
        category: null,
        sku: null,
        images: [],
        files: [],
        isDigital: true,
        facts: {},
        ...listing,
      };
      shop.listings.set(made.remoteId, made);
      return made;
    },
    connector: null as never,
  };

  const change = (step: Step, remoteId: string | null, desired: DesiredListing): StepOutcome => {
    shop.writes.push(step.kind);
    if (step.kind === 'create') {
      const made = shop.put({
        title: desired.title,
        description: desired.description,
        price: desired.price,
        tags: desired.tags,
        category: desired.category,
        sku: desired.sku,
        state: 'draft',
      });
      return { observed: null, remoteId: made.remoteId };
    }
    const there = shop.listings.get(remoteId ?? '');
    if (!there) throw new ConnectorError('gone', 'It is gone.');
    const id = there.remoteId;
    const placed: StepOutcome['placed'] = [];
    switch (step.kind) {
      case 'upload-file': {
        const { slot, name, sha256, sizeBytes } = step.payload as Record<string, string>;
        const file = { remoteId: `f${nextId++}`, name: name ?? '', sizeBytes: Number(sizeBytes) };
        there.files = [...there.files, file];
        placed.push({ remoteId: file.remoteId, kind: 'file', sha256: sha256 ?? '', slot });
        break;
      }
      case 'remove-file':
        there.files = there.files.filter((file) => file.remoteId !== step.payload.remoteId);
        break;
      case 'publish':
        there.state = 'live';
        break;
      case 'pause':
        there.state = 'paused';
        break;
      default:
        for (const field of step.fields) Object.assign(there, { [field]: desired[field] });
    }
    return { observed: shop.echoes ? structuredClone(there) : null, remoteId: id, placed };
  };

  const perform: Connector['perform'] = async (_io, step, target) => {
    calls += 1;
    const fault = shop.fault(step, calls);
    await shop.onWrite(step);
    const fail = () =>
      new ConnectorError(fault?.kind ?? 'transient', `The shop said ${fault?.kind}.`, {
        ...(fault?.retryAfterMs ? { retryAfterMs: fault.retryAfterMs } : {}),
      });
    if (fault?.when === 'before') throw fail();
    const outcome = change(step, target.remoteId, target.desired);
    if (fault) throw fail();
    return outcome;
  };

  const read = (remoteId: string) => {
    shop.reads += 1;
    const there = shop.listings.get(remoteId);
    return there ? structuredClone(there) : null;
  };

  shop.connector = defineConnector({
    id: options.id ?? 'scripted',
    name: 'Paper shop',
    baseUrl: 'http://127.0.0.1:9',
    auth: { kind: 'keys', fields: [] },
    settings: [],
    capabilities: {
      bytesServedBy: 'shop',
      filesBy: 'upload',
      imagesBy: 'upload',
      orders: ['poll'],
      mode: 'desk',
      traceReaches: 'shop',
      buyerContact: { rule: 'never', why: 'A test.', source: 'none' },
      hasDrafts: true,
      publishFee: null,
      writable: fieldNames,
    },
    limits: {
      titleLength: limit(140),
      descriptionLength: limit(10_000),
      tagCount: limit(13),
      tagLength: limit(20),
      imageCount: limit(10),
      fileCount: limit(5),
      fileBytes: limit(20_000_000),
      fileNameLength: limit(70),
      fileExtensions: limit(null),
    },
    ownedByShop: options.ownedByShop ?? [],
    bucket: ({ id }) => ({ key: `scripted:${id}`, perSecond: 1000, perDay: null, source: 'none' }),
    readRate: () => ({}),
    identify: async () => ({
      remoteId: 'paper',
      name: 'Paper shop',
      url: null,
      currency: 'EUR',
      settings: {},
    }),
    list: async () => ({
      listings: [...shop.listings.keys()].flatMap((id) => read(id) ?? []),
      nextCursor: null,
    }),
    observe: async (_io, remoteId) => read(remoteId),
    find: async (_io, { sku }) => [...shop.listings.values()].filter((one) => one.sku === sku).reverse(),
    project: (input) => {
      const { settings: _settings, story, ...rest } = input;
      return { desired: { ...rest, description: story }, problems: [] };
    },
    plan,
    differences,
    perform,
    ...(options.batch
      ? {
          batch: {
            kinds: ['set-price', 'set-text'],
            size: options.batch,
            perform: async (io, items) =>
              Promise.all(
                items.map((item) =>
                  perform(io, item.step, item).catch((error: unknown) => error as ConnectorError),
                ),
              ),
          },
        }
      : {}),
    orders: async () => ({ orders: [], nextCursor: null }),
    order: async () => null,
  });
  return shop;
}

const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b);
const plain = ['title', 'description', 'tags', 'category', 'price', 'sku'] as const;

function differences({ desired, observed, owned }: PlanInput): FieldName[] {
  if (!observed) return fieldNames.filter((field) => owned.has(field));
  return fieldNames.filter((field) => {
    if (!owned.has(field) || field === 'images') return false;
    if (field === 'files')
      return (
        observed.files.length !== desired.files.length ||
        desired.files.some((file) => !observed.files.some((there) => there.sha256 === file.sha256))
      );
    if (field === 'state')
      return observed.state !== 'ended' && (desired.state === 'live') !== (observed.state === 'live');
    return !same(desired[field], observed[field]);
  });
}

function plan(input: PlanInput): Step[] {
  const { desired, observed } = input;
  const fields = new Set(differences(input));
  const step = (kind: string, of: FieldName[], effect: Step['effect'], payload = {}): Step => ({
    kind,
    summary: `${kind} ${of.join(', ')}`,
    fields: of,
    calls: 1,
    effect,
    isReversible: true,
    payload,
  });
  const steps: Step[] = [];
  if (!observed) steps.push(step('create', [...plain], 'create'));
  if (observed && fields.has('state') && desired.state !== 'live')
    steps.push(step('pause', ['state'], 'pause'));
  const text = plain.filter((field) => field !== 'price' && fields.has(field));
  if (observed && text.length > 0) steps.push(step('set-text', text, 'update'));
  if (observed && fields.has('price')) steps.push(step('set-price', ['price'], 'update'));
  if (fields.has('files')) {
    const there = observed?.files ?? [];
    const missing = desired.files.filter((file) => !there.some((one) => one.sha256 === file.sha256));
    for (const file of missing) steps.push(step('upload-file', ['files'], 'upload', file));
    for (const file of there)
      if (!desired.files.some((one) => one.sha256 === file.sha256))
        steps.push(step('remove-file', ['files'], 'remove-file', { remoteId: file.remoteId }));
  }
  if (fields.has('state') && desired.state === 'live') steps.push(step('publish', ['state'], 'publish'));
  return steps;
}
