import type { BenchHub } from './hub.ts';

/** Patterns with a story, tags and sizes, by the import: titles run from “Pattern 00000” on, prices are 9.00 EUR. */
export async function fillCatalogue(hub: BenchHub, count: number): Promise<void> {
  const atOnce = 2_500;
  for (let from = 0; from < count; from += atOnce) {
    const rows = Array.from({ length: Math.min(atOnce, count - from) }, (_, index) => ({
      title: `Pattern ${String(from + index).padStart(5, '0')}`,
      sku: `BENCH-${from + index}`,
      craft: 'sewing',
      price: '9.00',
      currency: 'EUR',
      story: 'A blouse with a yoke and gathered sleeves. '.repeat(8),
      tags: ['blouse', 'summer', 'linen'],
      sizes: ['34', '36', '38', '40', '42', '44'],
    }));
    await hub.call('POST', '/patterns/import', { format: 'json', text: JSON.stringify(rows) });
  }
}
