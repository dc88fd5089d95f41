import { type Money, minorDigits } from '../../kit/money.ts';
import type { PriceRule } from '../channels/index.ts';

/** Pure: the hub's price as this shop shows it; null when the currencies differ and no rate is set. */
export function shopPrice(price: Money, rule: PriceRule, currency: string | null): Money | null {
  const target = currency ?? price.currency;
  if (target !== price.currency && rule.rate === undefined) return null;
  const ratio = [target === price.currency ? 1 : (rule.rate ?? 1), rule.factor ?? 1];
  const shift = minorDigits(target) - minorDigits(price.currency) - ratio.length * places;
  const product = ratio.reduce((sum, one) => sum * exact(one), BigInt(price.amountMinor));
  const rounded = shift >= 0 ? product * 10n ** BigInt(shift) : halfUp(product, 10n ** BigInt(-shift));
  const amount = price.amountMinor > 0 && rounded < 1n ? 1 : Number(rounded);
  return { amountMinor: withEnding(amount, rule.ending, minorDigits(target)), currency: target };
}

/** Rates and factors are decimals of so many places; money never passes through a float. */
const places = 12;
const exact = (value: number): bigint => BigInt(value.toFixed(places).replace('.', ''));
const halfUp = (value: bigint, by: bigint): bigint => (2n * value + by) / (2n * by);

/** 12.34 with ending 99 → 12.99. Free stays free, nothing else becomes it; currencies without cents have no ending. */
function withEnding(amountMinor: number, ending: number | undefined, digits: number): number {
  if (ending === undefined || amountMinor === 0 || digits !== 2) return amountMinor;
  return amountMinor - (amountMinor % 100) + ending || 100;
}
