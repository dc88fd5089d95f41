import { createHash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Ten letters and digits (50 bits, Crockford's alphabet: no I, L, O, U) that name one copy. Says nothing about the buyer:
 * only the hub that keeps the table of copies can read it.
 */
export function copyCode(subject: { kind: string; id: string }, masterSha256: string): string {
  const digest = createHash('sha256').update(`${subject.kind}:${subject.id}:${masterSha256}`).digest();
  let code = '';
  for (let index = 0; index < 10; index += 1) code += alphabet[(digest[index] ?? 0) & 31];
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

export const channelLine = (shopName: string): string => `Sold through ${shopName}`;
export const entitlementLine = (orderCode: string): string => `Licensed to order ${orderCode}`;
