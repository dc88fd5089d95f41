import type { Bench } from './benchmark.ts';
import { fillCatalogue } from './fill-catalogue.ts';
import { type BenchHub, startHub } from './hub.ts';
import { connectWooShop } from './woo-shop.ts';

/** A hub on an ordinary day: 500 patterns, a connected shop, started again after they were read in, left alone. */
export async function startIdleHub(bench: Bench): Promise<BenchHub> {
  const first = await startHub(bench);
  await fillCatalogue(first, 500);
  await connectWooShop(bench, first);
  await first.stop();
  const hub = await startHub(bench, { home: first.home });
  await hub.call('GET', '/patterns?limit=20');
  return hub;
}

export const sleep = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));
