import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EtsySandbox, startEtsySandbox, startWooSandbox, type WooSandbox } from '../../sandbox/index.ts';
import type { Design } from '../drafting/index.ts';

export interface Shops {
  etsy: EtsySandbox;
  woo: WooSandbox;
  close(): Promise<void>;
}

/** Two shops on loopback that behave as the real ones do, with room for the demo’s pace. */
export async function openShops(): Promise<Shops> {
  const etsy = await startEtsySandbox({
    shopName: 'PaperAndThread',
    currency: 'EUR',
    limits: { perSecond: 50, perDay: 100_000 },
  });
  const woo = await startWooSandbox({ shopName: 'Paper & Thread', currency: 'EUR' });
  return {
    etsy,
    woo,
    close: async () => {
      await etsy.close();
      await woo.close();
    },
  };
}

/** Listings that the seller made by hand, before she knew of Spindle: her own words, her own prices, her own files. */
export async function seedEtsy(etsy: EtsySandbox, designs: readonly Design[], folder: string): Promise<void> {
  for (const [index, design] of designs.entries()) {
    const read = (kind: string) => readFile(join(folder, design.title, `${design.id}-${kind}`));
    etsy.admin.seed({
      title: `${design.title} sewing pattern, PDF download`,
      description: `My ${design.title}. Print at home or at a copy shop.\n\nThank you for looking.`,
      priceMinor: design.priceMinor + 50 * index,
      tags: ['sewing pattern', 'pdf pattern', design.id],
      files: [
        { name: `${design.id}-a4.pdf`, bytes: await read('a4.pdf') },
        { name: `${design.id}-a0.pdf`, bytes: await read('a0.pdf') },
        { name: `${design.id}-instructions.pdf`, bytes: await read('instructions.pdf') },
      ],
      images: [{ bytes: await read('cover.png'), altText: design.title }],
    });
  }
}
