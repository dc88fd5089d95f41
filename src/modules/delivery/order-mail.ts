import type { Ctx } from '../../kit/ctx.ts';
import { mayMailLinks, type NewMessage, writeMessages } from '../../mail/index.ts';
import { readDeliverables } from './deliverable.ts';
import { channelRules, libraryUrl, linkUrl } from './delivery.ts';
import { makeLibraryKeys, makeLinks } from './links.ts';
import { type SaleToGrant, selectGranted, selectWrittenCauses } from './store.ts';

/** An order older than this is history being read in, not a sale that waits for its files. */
const freshMs = 7 * 24 * 60 * 60 * 1000;
/** Shops tell whole seconds and have their own clock. */
const clockSlackMs = 10 * 60 * 1000;
/** A mail lists this many files; the library has all of them. */
const listed = 12;

/** The mail with the files, once an order: where the shop's rule allows to write and an address is known. */
export async function writeOrderMails(
  ctx: Ctx,
  sales: readonly SaleToGrant[],
  entitlementsOf: (sale: SaleToGrant) => string[],
): Promise<void> {
  const allowed = sales.filter((sale) => mayWriteTo(ctx, sale));
  if (allowed.length === 0) return;
  const written = await selectWrittenCauses(ctx.tx, allowed.map(causeOf));
  const due = allowed.filter((sale) => !written.has(causeOf(sale)));
  if (due.length === 0) return;
  const granted = await selectGranted(ctx.tx, due.flatMap(entitlementsOf));
  const deliverables = await readDeliverables(ctx.tx, granted);
  const parcels = due.map((sale) => ({
    sale,
    files: entitlementsOf(sale)
      .flatMap((entitlementId) =>
        (deliverables.get(entitlementId) ?? []).map((file) => ({ ...file, entitlementId })),
      )
      .slice(0, listed),
  }));
  const tokens = await makeLinks(
    ctx,
    parcels.flatMap(({ files }) => files),
  );
  const keys = await makeLibraryKeys(
    ctx,
    parcels.map(({ sale }) => sale.buyerId),
  );
  let next = 0;
  await writeMessages(
    ctx,
    parcels.map(({ sale, files }, index) => {
      const links = files.map((file) => ({ file, url: linkUrl(ctx, tokens[next++] ?? '') }));
      return orderMail(sale, links, libraryUrl(ctx, keys[index] ?? ''));
    }),
  );
}

const causeOf = (sale: SaleToGrant): string => `order:${sale.id}`;

function mayWriteTo(ctx: Ctx, sale: SaleToGrant): boolean {
  const isFresh =
    ctx.clock.now().getTime() - sale.placedAt.getTime() < freshMs &&
    (sale.channelSince === null || sale.placedAt.getTime() >= sale.channelSince.getTime() - clockSlackMs);
  if (!sale.buyerEmail || !isFresh || !mayMailLinks(ctx.ports)) return false;
  return channelRules(ctx.ports.connectors, sale.channelKind).mayWrite;
}

function orderMail(
  sale: SaleToGrant,
  links: readonly { file: { name: string; sizeBytes: number }; url: string }[],
  library: string,
): NewMessage {
  const shop = sale.channelName ?? 'the shop';
  return {
    kind: 'order',
    buyerId: sale.buyerId,
    recipient: sale.buyerEmail ?? '',
    subject: `Your patterns from ${shop}, order ${sale.number}`,
    cause: causeOf(sale),
    letter: {
      heading: sale.buyerName ? `Your patterns are ready, ${sale.buyerName}` : 'Your patterns are ready',
      blocks: [
        { kind: 'text', text: 'Everything you bought is on your own page, always in its newest version:' },
        { kind: 'button', label: 'My patterns', url: library },
        ...(links.length > 0
          ? [
              {
                kind: 'text' as const,
                text: 'Or fetch the files from here. These links work for 3 days and 10 downloads each; after that, your page has fresh ones.',
              },
              {
                kind: 'links' as const,
                items: links.map(({ file, url }) => ({
                  label: file.name,
                  note: sizeText(file.sizeBytes),
                  url,
                })),
              },
            ]
          : []),
      ],
      footer: `You get this message because you bought a pattern (order ${sale.number}, ${shop}). Keep it: the link to your page is yours alone.`,
    },
  };
}

export const sizeText = (bytes: number): string =>
  bytes < 100_000
    ? `${Math.max(1, Math.round(bytes / 1000))}\u00a0kB`
    : `${(bytes / 1_000_000).toFixed(1)}\u00a0MB`;
