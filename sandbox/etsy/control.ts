import { randomBytes } from 'node:crypto';
import type { Faults } from '../kit/faults.ts';
import type { RateMeter } from '../kit/rate.ts';
import type { RequestLog } from '../kit/request-log.ts';
import { type EtsyContext, listingOf } from './context.ts';
import { endOfLife, expireDue, neverPublished, setState, touch } from './lifecycle.ts';
import { issueToken, knownScopes } from './oauth.ts';
import type { SeedListing } from './options.ts';
import { type EtsyListing, type EtsyReceipt, storeBytes, takeId } from './state.ts';
import { checkFile, checkImage } from './validate.ts';
import type { WebhookQueue } from './webhooks.ts';
import { fileData, itemsMinor } from './wire.ts';

export interface EtsySale {
  listingId: number;
  quantity?: number;
  /** Added to the price; the buyer pays it. */
  taxMinor?: number;
  buyer?: { name?: string; email?: string; userId?: number; countryIso?: string };
}

/** A hand edit in the shop's own dashboard: no API call, no webhook. */
export type EtsyEdit = { listingId: number } & Partial<
  Pick<EtsyListing, 'title' | 'description' | 'tags' | 'priceMinor' | 'quantity' | 'state' | 'sku' | 'type'>
>;

interface Parts {
  context: EtsyContext;
  faults: Faults;
  log: RequestLog;
  rate: RateMeter;
  webhooks: WebhookQueue;
}

export type EtsyAdmin = ReturnType<typeof createEtsyControl>;

export function createEtsyControl({ context, faults, log, rate, webhooks }: Parts) {
  const { state, clock } = context;
  const receiptOf = (id: number | string): EtsyReceipt => {
    const receipt = state.receipts[String(id)];
    if (!receipt) throw new Error(`No receipt ${id}`);
    return receipt;
  };
  const own = (id: number): EtsyListing => {
    const listing = state.listings[String(id)];
    if (!listing) throw new Error(`No listing ${id}`);
    return listing;
  };

  function seedListing(seed: SeedListing): EtsyListing {
    const now = clock.seconds();
    const listingState = seed.state ?? 'active';
    const listing: EtsyListing = {
      listingId: takeId(state),
      state: listingState,
      type: seed.type ?? 'download',
      title: seed.title,
      description: seed.description ?? `${seed.title}: a digital pattern.`,
      quantity: seed.quantity ?? (listingState === 'sold_out' ? 0 : 999),
      priceMinor: seed.priceMinor ?? 600,
      sku: seed.sku ?? '',
      productId: takeId(state),
      offeringId: takeId(state),
      whoMade: 'i_did',
      whenMade: '2020_2026',
      taxonomyId: seed.taxonomyId ?? 6343,
      tags: seed.tags ?? [],
      materials: seed.materials ?? [],
      styles: [],
      isSupply: seed.isSupply ?? true,
      isTaxable: true,
      shouldAutoRenew: seed.shouldAutoRenew ?? false,
      shippingProfileId: null,
      shopSectionId: null,
      createdAt: now,
      updatedAt: now,
      stateAt: now,
      endingAt: listingState === 'draft' ? neverPublished(now) : endOfLife(clock.now()),
      files: [],
      images: [],
    };
    for (const [index, file] of (seed.files ?? []).entries()) {
      const bytes = Buffer.from(file.bytes);
      const mimeType = checkFile(file.name, bytes.length);
      const stored = storeBytes(state, 'files', { name: file.name, mimeType, bytes });
      listing.files.push({ fileId: stored.id, rank: index + 1, createdAt: now });
    }
    for (const [index, image] of (seed.images ?? []).entries()) {
      const bytes = typeof image.bytes === 'string' ? Buffer.from(image.bytes, 'base64') : image.bytes;
      const stored = storeBytes(state, 'images', {
        name: `image-${index + 1}`,
        mimeType: checkImage(bytes),
        bytes,
      });
      listing.images.push({
        imageId: stored.id,
        rank: index + 1,
        altText: image.altText ?? '',
        createdAt: now,
      });
    }
    state.listings[listing.listingId] = listing;
    return listing;
  }

  return {
    /** A buyer pays for an active listing; stock falls, and at 0 the listing is sold out. */
    sell: (sale: EtsySale): { receiptId: number; transactionId: number } => {
      const listing = own(sale.listingId);
      const quantity = sale.quantity ?? 1;
      if (listing.state !== 'active') throw new Error(`Listing ${listing.listingId} is ${listing.state}`);
      if (listing.quantity < quantity) throw new Error(`Only ${listing.quantity} left`);
      listing.quantity -= quantity;
      if (listing.quantity === 0) setState(context, listing, 'sold_out');
      const now = clock.seconds();
      const receiptId = takeId(state);
      const transactionId = takeId(state);
      const isDigital = listing.type === 'download';
      state.receipts[receiptId] = {
        receiptId,
        buyerUserId: sale.buyer?.userId ?? 500_000_000 + (receiptId % 1_000_000),
        buyerName: sale.buyer?.name ?? 'Robin Buyer',
        buyerEmail: sale.buyer?.email ?? 'robin@example.com',
        countryIso: sale.buyer?.countryIso ?? 'US',
        // Digital orders complete by themselves.
        status: isDigital ? 'Completed' : 'Paid',
        isPaid: true,
        isCanceled: false,
        createdAt: now,
        updatedAt: now,
        taxMinor: sale.taxMinor ?? 0,
        lines: [
          {
            transactionId,
            listingId: listing.listingId,
            title: listing.title,
            description: listing.description,
            quantity,
            priceMinor: listing.priceMinor,
            sku: listing.sku,
            productId: listing.productId,
            isDigital,
            fileData: fileData(state, listing),
            fileIds: listing.files.map((entry) => entry.fileId),
          },
        ],
        refunds: [],
      };
      context.emit('order.paid', receiptId);
      return { receiptId, transactionId };
    },
    /** The whole order, or `amountMinor` of it. The receipt's `updated_timestamp` stays, as on the real shop. */
    refund: (input: { receiptId: number; amountMinor?: number; reason?: string }): void => {
      const receipt = receiptOf(input.receiptId);
      const total = itemsMinor(receipt) + receipt.taxMinor;
      const before = receipt.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);
      const amountMinor = input.amountMinor ?? total - before;
      if (amountMinor <= 0 || before + amountMinor > total) throw new Error('More than is left to refund');
      receipt.refunds.push({ amountMinor, createdAt: clock.seconds(), reason: input.reason ?? null });
      receipt.status = before + amountMinor === total ? 'Fully Refunded' : 'Partially Refunded';
    },
    /** Refunds all and leaves the ordinary list of receipts. */
    cancel: (input: { receiptId: number }): void => {
      const receipt = receiptOf(input.receiptId);
      receipt.isCanceled = true;
      receipt.status = 'Canceled';
      context.emit('order.canceled', receipt.receiptId);
    },
    edit: ({ listingId, ...change }: EtsyEdit): void => {
      const listing = own(listingId);
      const { state: to, ...rest } = change;
      Object.assign(listing, rest);
      if (to) setState(context, listing, to);
      touch(context, listing);
    },
    /** The seller removes the listing in the shop's dashboard. */
    remove: ({ listingId }: { listingId: number }): void => {
      delete state.listings[String(listingOf(context, listingId).listingId)];
    },
    seed: seedListing,
    advance: async ({ ms = 0, days = 0 }: { ms?: number; days?: number }): Promise<{ now: number }> => {
      clock.advance(ms + days * 86_400_000);
      expireDue(context);
      await webhooks.flush();
      return { now: clock.now() };
    },
    /** Ends the paid months of one listing now. */
    expire: ({ listingId }: { listingId: number }): void => {
      own(listingId).endingAt = clock.seconds();
      expireDue(context);
    },
    /** What the portal does, as there is no API for it. */
    webhook: webhooks.register,
    repeat: ({ deliveryId }: { deliveryId: string }): void => webhooks.repeat(deliveryId),
    flush: () => webhooks.flush(),
    token: (input: { scopes?: string[] } = {}) => {
      const token = issueToken(context, input?.scopes ?? knownScopes);
      return { accessToken: token.token, refreshToken: token.refreshToken, expiresAt: token.expiresAt };
    },
    /** The seller revokes the app: every token dies. */
    revoke: (): void => {
      state.tokens = [];
    },
    /** Refresh and access tokens replaced by nothing; a new application secret. */
    'new-secret': (): { sharedSecret: string } => {
      context.credentials.sharedSecret = randomBytes(5).toString('hex');
      return { sharedSecret: context.credentials.sharedSecret };
    },
    faults: (change: Parameters<Faults['set']>[0] = {}) => faults.set(change ?? {}),
    'next-fault': (fault: Parameters<Faults['next']>[0]): void => faults.next(fault),
    'faults-off': (): void => faults.off(),
    limits: (limits: Parameters<RateMeter['set']>[0]): void => rate.set(limits),
    log: () => ({ counts: log.counts(), calls: log.list() }),
    counts: () => log.counts(),
    'clear-log': (): void => log.clear(),
    violations: () => [...state.violations],
    /** Everything, with bytes as their sizes and hashes. */
    state: () => ({
      shopId: state.shopId,
      userId: state.userId,
      shopName: state.shopName,
      currency: state.currency,
      now: clock.now(),
      listings: Object.values(state.listings).map((listing) => ({
        ...structuredClone(listing),
        files: listing.files.map((entry) => ({ ...entry, ...describe(state.files[entry.fileId]) })),
        images: listing.images.map((entry) => ({ ...entry, ...describe(state.images[entry.imageId]) })),
      })),
      receipts: structuredClone(Object.values(state.receipts)),
      fees: [...state.fees],
      webhooks: [...state.webhooks],
      deliveries: structuredClone(state.deliveries),
      violations: [...state.violations],
    }),
    /** One listing as it is now, without the rest of the shop. */
    listing: ({ listingId }: { listingId: number }) =>
      structuredClone(state.listings[String(listingId)] ?? null),
    /** What the buyer sees on her purchases page. */
    files: ({ receiptId }: { receiptId: number }) => {
      const receipt = receiptOf(receiptId);
      if (receipt.isCanceled) return [];
      return receipt.lines.flatMap((line) => {
        const current = state.listings[line.listingId]?.files.map((entry) => entry.fileId);
        const ids = context.options.pastBuyersGet === 'purchased' ? line.fileIds : (current ?? line.fileIds);
        return ids.map((fileId) => ({
          fileId,
          url: `${context.url}/_sandbox/orders/${receiptId}/files/${fileId}`,
          ...describe(state.files[fileId]),
          bytes: () => state.files[fileId]?.bytes ?? Buffer.alloc(0),
        }));
      });
    },
  };
}

function describe(file: { name: string; bytes: Buffer; sha256: string; mimeType: string } | undefined) {
  return {
    name: file?.name ?? '',
    mimeType: file?.mimeType ?? '',
    sizeBytes: file?.bytes.length ?? 0,
    sha256: file?.sha256 ?? '',
  };
}
