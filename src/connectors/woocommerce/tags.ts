/** Tags are terms with numbers: the portable way to set them is by number. */
import type { ConnectorIo } from '../connector.ts';
import { comparable } from '../text.ts';
import { call, fromWooError } from './client.ts';
import { batchSize } from './limits.ts';
import type { WooBatch, WooTerm } from './types.ts';

const key = (name: string): string => comparable(name).toLowerCase();

/**
 * The numbers of these tags, made where they are missing: one call for up to a hundred names, since creating one that
 * is there answers with its number.
 */
export async function tagIds(io: ConnectorIo, names: readonly string[]): Promise<(name: string) => number> {
  const distinct = [...new Map(names.map((name) => [key(name), name])).values()];
  const ids = new Map<string, number>();
  for (let start = 0; start < distinct.length; start += batchSize.value) {
    const part = distinct.slice(start, start + batchSize.value);
    const { body } = await call<WooBatch<WooTerm>>(io, '/products/tags/batch', {
      method: 'POST',
      json: { create: part.map((name) => ({ name })) },
    });
    for (const [index, name] of part.entries()) {
      const item = body.create?.[index];
      const error = item && 'error' in item ? item.error : null;
      const id = error ? error.data?.resource_id : item?.id;
      if (!id) throw fromWooError(error?.data?.status ?? 500, error, { isWrite: true });
      ids.set(key(name), id);
    }
  }
  return (name) => ids.get(key(name)) ?? 0;
}
