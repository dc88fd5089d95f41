/** What the conformance suite needs of a shop, and a small engine: ledger, plan, apply. */
import {
  type Connector,
  ConnectorError,
  type DesiredListing,
  type FieldName,
  fieldNames,
  type ObservedListing,
  type ProjectionInput,
  type RemoteOrder,
  type Step,
  type StepOutcome,
  type WebhookRequest,
} from '../connector.ts';
import type { TestIo } from './test-io.ts';

export type ShopFault = 'rate-limited' | 'fail-before' | 'fail-after' | 'cut-before' | 'cut-after';

/** A running sandbox of one shop, connected. */
export interface ShopUnderTest {
  connector: Connector;
  /** Connected as after `identify`: settings filled in. */
  io: TestIo;
  /** Secrets that the shop does not know. */
  wrongSecrets: Record<string, string>;
  /** Settings without what `identify` adds. */
  bareSettings: Record<string, string>;
  currency: string;
  /** Puts listings there by hand, as a seller did before; answers their ids. */
  seed(count: number): Promise<string[]>;
  revokeKey(): Promise<void>;
  /** The next call of this kind meets the fault. */
  fault(kind: ShopFault, at: { method?: string; pathIncludes?: string; times?: number }): void;
  /** Where listings are created: method and part of the path. */
  createCall: { method: string; pathIncludes: string };
  /** Writes that changed the shop. */
  effects(): number;
  /** Requests that broke the vendor's description; undefined where that is not at hand. */
  violations(): readonly unknown[] | undefined;
  /** A buyer buys one, with tax; answers the order's id. */
  sell(remoteId: string): Promise<string>;
  refund(orderId: string): Promise<void>;
  cancel(orderId: string): Promise<void>;
  /** A notice as the shop signs it now, of that order. */
  notice(orderId: string): Promise<{ request: WebhookRequest; secret: string }>;
  /** Whether a signature ages. */
  signsTime: boolean;
  /** Where the shop fetches from, for connectors that give addresses: the same for a slot, whatever its bytes. */
  addressOf?(name: string, bytes: Uint8Array): string;
  close(): Promise<void>;
}

export interface Ledger {
  placed: Map<string, { sha256: string; slot?: string }>;
}

export const everyField: ReadonlySet<FieldName> = new Set(fieldNames);

/** Fills in what we placed, as the engine does. */
export function withLedger(observed: ObservedListing, ledger: Ledger): ObservedListing {
  const fill = <T extends { remoteId: string }>(kind: string, one: T): T => ({
    ...one,
    ...ledger.placed.get(`${kind}:${observed.remoteId}:${one.remoteId}`),
  });
  return {
    ...observed,
    images: observed.images.map((image) => fill('image', image)),
    files: observed.files.map((file) => fill('file', file)),
  };
}

export function book(outcome: StepOutcome, ledger: Ledger): void {
  for (const { kind, remoteId, sha256, slot } of outcome.placed ?? [])
    ledger.placed.set(`${kind}:${outcome.remoteId}:${remoteId}`, { sha256, ...(slot ? { slot } : {}) });
}

export interface Applied {
  remoteId: string;
  steps: Step[];
  observed: ObservedListing;
}

/** Plans and performs until the plan is done; `onStep` looks at the shop after each step. */
export async function apply(
  shop: ShopUnderTest,
  ledger: Ledger,
  desired: DesiredListing,
  remoteId: string | null,
  onStep?: (observed: ObservedListing, step: Step) => void,
): Promise<Applied> {
  const { connector, io } = shop;
  const look = async (id: string): Promise<ObservedListing> => {
    const seen = await connector.observe(io, id);
    if (!seen) throw new Error(`Listing ${id} is not there`);
    return withLedger(seen, ledger);
  };
  let id = remoteId;
  let observed = id ? await look(id) : null;
  const steps = connector.plan({ desired, observed, owned: everyField });
  for (const step of steps) {
    const outcome = await connector.perform(io, step, { remoteId: id, desired, observed });
    id = outcome.remoteId;
    book(outcome, ledger);
    observed = await look(id);
    onStep?.(observed, step);
  }
  if (!id || !observed) throw new Error('Nothing was created');
  return { remoteId: id, steps, observed };
}

export async function failureOf(action: Promise<unknown>): Promise<ConnectorError> {
  try {
    await action;
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error('Expected a ConnectorError');
}

/** A one-pixel PNG with words of its own behind the picture: other bytes, still a picture. */
export const picture = (words: string): Uint8Array =>
  Buffer.concat([
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
    Buffer.from(words),
  ]);

export const document = (words: string): Uint8Array => Buffer.from(`%PDF-1.4\n% ${words}\n%%EOF\n`);

/** An offer with that many files and images; `version` changes the bytes, not the slots. */
export function makeOffer(
  shop: ShopUnderTest,
  changes: Partial<ProjectionInput> & { fileCount?: number; imageCount?: number; version?: number } = {},
): DesiredListing {
  const { fileCount = 2, imageCount = 2, version = 1, ...rest } = changes;
  const files = Array.from({ length: fileCount }, (_, index) => {
    const bytes = document(`file ${index} version ${version}`);
    const name = `aaron-${index + 1}.pdf`;
    return {
      slot: `slot-${index + 1}`,
      name,
      sha256: shop.io.addAsset(bytes),
      contentType: 'application/pdf',
      sizeBytes: bytes.length,
      ...(shop.addressOf ? { address: shop.addressOf(name, bytes) } : {}),
    };
  });
  const images = Array.from({ length: imageCount }, (_, index) => {
    const bytes = picture(`image ${index}`);
    return {
      sha256: shop.io.addAsset(bytes),
      contentType: 'image/png',
      sizeBytes: bytes.length,
      alt: `Aaron, view ${index + 1}`,
      ...(shop.addressOf ? { address: shop.addressOf(`view-${index + 1}.png`, bytes) } : {}),
    };
  });
  const { desired, problems } = shop.connector.project({
    title: 'Aaron A-shirt & “tank top” sewing pattern',
    story: 'A fitted A-shirt.\n\nSizes 1 to 10 <men & women>.\nPrint at 100 %.',
    tags: ['sewing pattern', 'tank top', 'PDF', 'men’s wear'],
    category: null,
    price: { amountMinor: 850, currency: shop.currency },
    sku: 'AARON-1',
    state: 'draft',
    images,
    files,
    settings: shop.io.settings,
    ...rest,
  });
  const blocks = problems.filter((problem) => problem.severity === 'block');
  if (blocks.length > 0) throw new Error(blocks.map((problem) => problem.message).join(' '));
  return desired;
}

export async function everyListing(
  shop: ShopUnderTest,
): Promise<{ listings: ObservedListing[]; pages: number }> {
  const listings: ObservedListing[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const page: Awaited<ReturnType<Connector['list']>> = await shop.connector.list(shop.io, cursor);
    listings.push(...page.listings);
    cursor = page.nextCursor;
    pages++;
  } while (cursor);
  return { listings, pages };
}

export async function everyOrder(shop: ShopUnderTest, since: Date): Promise<RemoteOrder[]> {
  const orders = new Map<string, RemoteOrder>();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Connector['orders']>> = await shop.connector.orders(
      shop.io,
      since,
      cursor,
    );
    for (const order of page.orders) orders.set(order.remoteId, order);
    cursor = page.nextCursor;
  } while (cursor);
  return [...orders.values()];
}
