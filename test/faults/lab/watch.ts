import type { EtsySandbox, OnCall, WooSandbox } from '../../../sandbox/index.ts';

export interface SeenWrite {
  shop: 'etsy' | 'woocommerce';
  atMs: number;
  /** Process id of the hub that sent it. */
  pid: number;
  what: string;
  /** Listings of the shop that it changes. */
  remoteIds: string[];
}

export interface Watch {
  etsy: OnCall;
  woo: OnCall;
  calls(): number;
  writes: SeenWrite[];
  /** What must never be, however briefly: seen after each change on a shop. */
  never: string[];
  /** Calls that a fault of the shop met. */
  faulted(): number;
  follow(shops: { etsy: EtsySandbox; woo: WooSandbox }): void;
}

const numbers = (path: string, after: string): string[] => {
  const id = new RegExp(`/${after}/(\\d+)`).exec(path)?.[1];
  return id ? [id] : [];
};

/** Looks at both shops after every change, so that a state that lasts a moment is seen as well. */
export function watchShops(): Watch {
  let shops: { etsy: EtsySandbox; woo: WooSandbox } | null = null;
  let calls = 0;
  let faulted = 0;
  const writes: SeenWrite[] = [];
  const never: string[] = [];
  const hadFiles = new Set<string>();
  const downloads = new Map<string, Set<string>>();

  const note = (
    shop: SeenWrite['shop'],
    [call, request, arrivedAtMs]: Parameters<OnCall>,
    remoteIds: string[],
  ): void => {
    calls += 1;
    if (call.fault) faulted += 1;
    if (!call.isWrite || !call.hadEffect) return;
    const pid = Number(/\/(\d+)$/.exec(request.headers['user-agent'] ?? '')?.[1] ?? 0);
    writes.push({ shop, atMs: arrivedAtMs, pid, what: `${call.method} ${call.path}`, remoteIds });
  };

  const lookAtEtsy = (id: string, what: string): void => {
    const listing = shops?.etsy.admin.listing({ listingId: Number(id) });
    if (!listing) return;
    if (listing.type !== 'download') never.push(`Etsy listing ${id} was ${listing.type} after ${what}`);
    if (listing.files.length > 0) hadFiles.add(id);
    else if (hadFiles.has(id)) never.push(`Etsy listing ${id} had no file after ${what}`);
    if (listing.state === 'active' && listing.files.length === 0)
      never.push(`Etsy listing ${id} was live without a file after ${what}`);
  };

  const lookAtWoo = (id: string, what: string): void => {
    const product = shops?.woo.admin.product({ productId: Number(id) });
    if (!product) return;
    if (!product.downloadable) never.push(`WooCommerce product ${id} was not downloadable after ${what}`);
    const now = new Set(product.downloads.map((file) => String(file.id)));
    const known = downloads.get(id) ?? new Set<string>();
    for (const one of known)
      if (!now.has(one)) never.push(`WooCommerce product ${id} lost download id ${one} after ${what}`);
    downloads.set(id, new Set([...known, ...now]));
  };

  return {
    calls: () => calls,
    faulted: () => faulted,
    writes,
    never,
    follow: (both) => {
      shops = both;
    },
    etsy: (...told) => {
      const [call] = told;
      const ids = numbers(call.path, 'listings');
      note('etsy', told, ids);
      if (call.hadEffect) for (const id of ids) lookAtEtsy(id, `${call.method} ${call.path}`);
    },
    woo: (...told) => {
      const [call, request] = told;
      const ids = call.path.endsWith('/products/batch')
        ? batchIds(request.body)
        : numbers(call.path, 'products');
      note('woocommerce', told, ids);
      if (call.hadEffect) for (const id of ids) lookAtWoo(id, `${call.method} ${call.path}`);
    },
  };
}

function batchIds(body: Buffer): string[] {
  try {
    const { update = [] } = JSON.parse(body.toString('utf8')) as { update?: { id?: number }[] };
    return update.map((one) => String(one.id));
  } catch {
    return [];
  }
}
