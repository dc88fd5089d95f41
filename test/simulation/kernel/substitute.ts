/**
 * Which files of the hub are replaced while it is simulated, and by what: the SQL by tables in memory, sockets by a
 * network in memory, child processes by a sum. Everything else is the code that ships, unchanged.
 */
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = new URL('../../../', import.meta.url);
const folder = 'test/simulation/';

const twins: Record<string, string> = {
  'src/modules/listings/store.ts': 'database/listings-store.ts',
  'src/modules/listings/step-store.ts': 'database/step-store.ts',
  'src/modules/listings/sheet-store.ts': 'database/sheet-store.ts',
  'src/modules/listings/work-store.ts': 'database/work-store.ts',
  'src/modules/listings/address-store.ts': 'database/address-store.ts',
  'src/modules/listings/board-store.ts': 'database/board-store.ts',
  'src/modules/channels/store.ts': 'database/channels-store.ts',
  'src/modules/catalog/store.ts': 'database/catalog-store.ts',
  'src/modules/files/store.ts': 'database/files-store.ts',
  'src/modules/audit/store.ts': 'database/audit-store.ts',
  'src/modules/marks/ensure-copy.ts': 'database/ensure-copy.ts',
  'sandbox/kit/shop-server.ts': 'shops/shop-server.ts',
  'sandbox/etsy/multipart.ts': 'shops/multipart.ts',
};

/** Things broken on purpose, to see that the judge notices: one file of the hub each, with one rule of it gone. */
export const mutations = [
  'fencing-token',
  'outbox',
  'ambiguity',
  'lost-wake-up',
  'two-at-once',
  'remove-before-upload',
  'new-download-ids',
  'no-look',
  'one-look',
] as const;
export type Mutation = (typeof mutations)[number];

const mutated: Record<Mutation, string> = {
  'fencing-token': 'src/modules/listings/work-store.ts',
  outbox: 'src/modules/listings/step-store.ts',
  ambiguity: 'src/connectors/answers.ts',
  'lost-wake-up': 'src/modules/listings/work-store.ts',
  'two-at-once': 'src/modules/listings/work-store.ts',
  'remove-before-upload': 'src/connectors/etsy/plan-files.ts',
  'new-download-ids': 'src/connectors/woocommerce/map.ts',
  'no-look': 'src/modules/listings/sheet-store.ts',
  'one-look': 'src/modules/listings/step-store.ts',
};

/** Must run before anything of the hub is imported. */
export function installTwins(mutation: Mutation | null): void {
  const byUrl = new Map(
    Object.entries(twins).map(([file, twin]) => [
      new URL(file, root).href,
      new URL(folder + twin, root).href,
    ]),
  );
  if (mutation)
    byUrl.set(new URL(mutated[mutation], root).href, new URL(`${folder}mutations/${mutation}.ts`, root).href);
  const own = pathToFileURL(fileURLToPath(new URL(folder, root))).href;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      // A twin itself reaches the file that it stands for.
      if (
        context.parentURL?.startsWith(`${own}database/`) ||
        context.parentURL?.startsWith(`${own}mutations/`)
      )
        return resolved;
      const twin = byUrl.get(resolved.url);
      return twin ? { ...resolved, url: twin } : resolved;
    },
  });
}
