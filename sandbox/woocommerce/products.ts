import { randomUUID } from 'node:crypto';
import { jsonOf, Refusal, type Reply, type ShopRequest } from '../kit/router.ts';
import { idsOf, isForced, isWithin, pageOf, slugOf, sortDated, type WooContext } from './context.ts';
import { invalidId, refuse } from './errors.ts';
import { type ImageInput, imageIds } from './images.ts';
import { takeId, type WooDownload, type WooProduct } from './state.ts';
import { termIds } from './terms.ts';
import { toProduct } from './wire.ts';

export type ProductInput = Record<string, unknown> & { id?: number };

/** What WordPress lets into its media; a craft file such as .stl, .pes or .svg is not among it. */
const allowedExtensions = new Set(
  'jpg jpeg jpe gif png bmp tif tiff webp ico heic avif mov qt mp4 m4v avi mpeg mpg webm txt csv rtf css mp3 m4a wav ogg flac pdf zip gz gzip rar 7z tar doc docx xls xlsx ppt pptx odt ods odp pages key numbers psd xcf'.split(
    ' ',
  ),
);

function checkDownload({ file, name }: WooDownload): void {
  const path = URL.canParse(file) ? new URL(file).pathname : file;
  const extension = /\.([A-Za-z0-9]+)$/.exec(path)?.[1]?.toLowerCase();
  if (extension && !allowedExtensions.has(extension))
    throw refuse(
      400,
      'product_invalid_download',
      `The downloadable file ${name} cannot be used as it does not have an allowed file type.`,
    );
  if (!URL.canParse(file))
    throw refuse(400, 'product_invalid_download', `The downloadable file ${name} cannot be used.`);
}

/** An entry without an id is a new file to the shop, also when its URL is an old one. */
function downloadsOf(context: WooContext, inputs: Partial<WooDownload>[]): WooDownload[] {
  return inputs
    .filter((input) => input.file)
    .map((input) => {
      const file = input.file ?? '';
      const download = {
        id: input.id || randomUUID(),
        name: input.name || (file.split('/').pop() ?? ''),
        file,
      };
      checkDownload(download);
      const { host } = new URL(file);
      if (!context.state.approvedHosts.includes(host)) context.state.approvedHosts.push(host);
      return download;
    });
}

/** `wc_format_decimal`: what is no number becomes nothing, without a word. */
const decimal = (value: unknown): string => {
  const text = String(value ?? '')
    .trim()
    .replace(',', '.');
  return /^-?\d*\.?\d+$/.test(text) ? text : '';
};
const truth = (value: unknown): boolean => value === true || value === 'true' || value === 1 || value === '1';

const setters: Record<string, (product: WooProduct, value: unknown) => void> = {
  name: (product, value) => {
    product.name = String(value);
  },
  slug: (product, value) => {
    product.slug = String(value);
  },
  type: (product, value) => {
    product.type = String(value);
  },
  status: (product, value) => {
    product.status = String(value);
  },
  description: (product, value) => {
    product.description = String(value);
  },
  short_description: (product, value) => {
    product.shortDescription = String(value);
  },
  regular_price: (product, value) => {
    product.regularPrice = decimal(value);
  },
  sale_price: (product, value) => {
    product.salePrice = decimal(value);
  },
  virtual: (product, value) => {
    product.virtual = truth(value);
  },
  downloadable: (product, value) => {
    product.downloadable = truth(value);
  },
  download_limit: (product, value) => {
    product.downloadLimit = Number(value);
  },
  download_expiry: (product, value) => {
    product.downloadExpiry = Number(value);
  },
  manage_stock: (product, value) => {
    product.manageStock = truth(value);
  },
  stock_quantity: (product, value) => {
    product.stockQuantity = value === null ? null : Number(value);
  },
  catalog_visibility: (product, value) => {
    product.catalogVisibility = String(value);
  },
  featured: (product, value) => {
    product.featured = truth(value);
  },
  tax_status: (product, value) => {
    product.taxStatus = String(value);
  },
  tax_class: (product, value) => {
    product.taxClass = String(value);
  },
  menu_order: (product, value) => {
    product.menuOrder = Number(value);
  },
  purchase_note: (product, value) => {
    product.purchaseNote = String(value);
  },
  attributes: (product, value) => {
    product.attributes = value as unknown[];
  },
};

function checkSku(context: WooContext, sku: string, id: number): void {
  const same = Object.values(context.state.products).find(
    (product) => product.id !== id && product.sku !== '' && product.sku === sku && product.status !== 'trash',
  );
  if (same)
    throw refuse(400, 'product_invalid_sku', 'Invalid or duplicated SKU.', {
      resource_id: same.id,
      unique_sku: `${sku}-1`,
    });
}

/** Fetched before anything else is read, so that no sale in between is lost. */
const fetchImages = async (context: WooContext, input: ProductInput): Promise<number[] | undefined> =>
  input.images ? imageIds(context, input.images as ImageInput[]) : undefined;

/** All or nothing: a refusal leaves the stored product as it was. */
function apply(context: WooContext, product: WooProduct, input: ProductInput, images?: number[]): void {
  if (input.sku !== undefined) {
    checkSku(context, String(input.sku), product.id);
    product.sku = String(input.sku);
  }
  for (const [field, value] of Object.entries(input)) setters[field]?.(product, value);
  if (input.downloads) product.downloads = downloadsOf(context, input.downloads as Partial<WooDownload>[]);
  if (input.tags) product.tags = termIds(context, 'tags', input.tags as { id?: number }[]);
  if (input.categories)
    product.categories = termIds(context, 'categories', input.categories as { id?: number }[]);
  if (product.categories.length === 0) product.categories = [15];
  for (const { key, value } of (input.meta_data ?? []) as { key: string; value: unknown }[]) {
    const present = product.metaData.find((entry) => entry.key === key);
    if (value === null) product.metaData = product.metaData.filter((entry) => entry.key !== key);
    else if (present) present.value = value;
    else product.metaData.push({ id: takeId(context.state), key, value });
  }
  if (images) product.images = images;
  const slugs = Object.values(context.state.products)
    .filter((other) => other.id !== product.id)
    .map((other) => other.slug);
  if (product.slug === '' || slugs.includes(product.slug))
    product.slug = slugOf(product.slug || product.name, slugs);
  product.modifiedAt = context.clock.now();
  context.state.products[product.id] = product;
}

export async function createProduct(context: WooContext, input: ProductInput): Promise<WooProduct> {
  if (input.id) throw refuse(400, 'woocommerce_rest_product_exists', 'Cannot create existing product.');
  const images = await fetchImages(context, input);
  const now = context.clock.now();
  const product: WooProduct = {
    id: takeId(context.state),
    name: 'Product',
    slug: '',
    type: 'simple',
    status: 'publish',
    description: '',
    shortDescription: '',
    sku: '',
    regularPrice: '',
    salePrice: '',
    virtual: false,
    downloadable: false,
    downloads: [],
    downloadLimit: -1,
    downloadExpiry: -1,
    manageStock: false,
    stockQuantity: null,
    catalogVisibility: 'visible',
    featured: false,
    taxStatus: 'taxable',
    taxClass: '',
    menuOrder: 0,
    purchaseNote: '',
    categories: [],
    tags: [],
    images: [],
    attributes: [],
    metaData: [],
    totalSales: 0,
    createdAt: now,
    modifiedAt: now,
  };
  apply(context, product, input, images);
  context.emit('product.created', product.id);
  return product;
}

export async function changeProduct(
  context: WooContext,
  id: number,
  input: ProductInput,
): Promise<WooProduct> {
  const images = context.state.products[id] ? await fetchImages(context, input) : undefined;
  const stored = context.state.products[id];
  if (!stored) throw invalidId('product', 400);
  const product = structuredClone(stored);
  apply(context, product, input, images);
  context.emit('product.updated', id);
  return product;
}

export function removeProduct(context: WooContext, id: number, isForced: boolean): unknown {
  const product = context.state.products[id];
  if (!product) throw invalidId('product');
  if (!isForced && product.status === 'trash')
    throw refuse(410, 'woocommerce_rest_already_trashed', 'The product has already been deleted.');
  if (isForced) delete context.state.products[id];
  else {
    product.status = 'trash';
    product.modifiedAt = context.clock.now();
  }
  context.emit('product.deleted', id);
  return toProduct(context, product);
}

const bodyOf = (request: ShopRequest): ProductInput => (jsonOf(request.body) ?? {}) as ProductInput;
const pathId = (request: ShopRequest): number => Number(request.params.id);

export function listProducts(context: WooContext, request: ShopRequest): Reply {
  const { query } = request;
  const status = query.get('status') ?? 'any';
  const skus = query.get('sku')?.split(',');
  const include = idsOf(query, 'include');
  const search = query.get('search')?.toLowerCase();
  const found = Object.values(context.state.products).filter(
    (product) =>
      (status === 'any' ? product.status !== 'trash' : product.status === status) &&
      (!skus || skus.includes(product.sku)) &&
      (!query.get('slug') || product.slug === query.get('slug')) &&
      (include.length === 0 || include.includes(product.id)) &&
      (!search || `${product.name} ${product.description}`.toLowerCase().includes(search)) &&
      (!query.has('downloadable') || product.downloadable === (query.get('downloadable') === 'true')) &&
      isWithin(query, product),
  );
  return pageOf(context, request, sortDated(found, query), (product) => toProduct(context, product));
}

export function getProduct(context: WooContext, request: ShopRequest): Reply {
  const product = context.state.products[pathId(request)];
  if (!product) throw invalidId('product');
  return { status: 200, body: toProduct(context, product) };
}

export const postProduct = async (context: WooContext, request: ShopRequest): Promise<Reply> => ({
  status: 201,
  body: toProduct(context, await createProduct(context, bodyOf(request))),
});

export const putProduct = async (context: WooContext, request: ShopRequest): Promise<Reply> => ({
  status: 200,
  body: toProduct(context, await changeProduct(context, pathId(request), bodyOf(request))),
});

export const deleteProduct = (context: WooContext, request: ShopRequest): Reply => ({
  status: 200,
  body: removeProduct(context, pathId(request), isForced(request)),
});

/** At most 100 in all; each failure stands in its own place of a 200. `check` judges one item's body. */
export async function batchProducts(
  context: WooContext,
  request: ShopRequest,
  check: (item: unknown) => void,
): Promise<Reply> {
  const input = bodyOf(request) as {
    create?: ProductInput[];
    update?: ProductInput[];
    delete?: (number | { id: number })[];
  };
  const total = [input.create, input.update, input.delete].reduce(
    (sum, list) => sum + (list?.length ?? 0),
    0,
  );
  if (total > 100)
    throw refuse(
      413,
      'woocommerce_rest_request_entity_too_large',
      'Unable to accept more than 100 items for this request.',
    );
  const each = async <T>(items: T[], idOf: (item: T) => number, run: (item: T) => unknown) => {
    const results: unknown[] = [];
    for (const item of items) {
      try {
        results.push(await run(item));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        results.push({ id: idOf(item), error: error.reply.body });
      }
    }
    return results;
  };
  const removals = (input.delete ?? []).map((item) => Number(typeof item === 'object' ? item.id : item));
  return {
    status: 200,
    body: {
      ...(input.create && {
        create: await each(
          input.create,
          () => 0,
          async (item) => {
            check(item);
            return toProduct(context, await createProduct(context, item));
          },
        ),
      }),
      ...(input.update && {
        update: await each(
          input.update,
          (item) => Number(item.id),
          async (item) => {
            check(item);
            return toProduct(context, await changeProduct(context, Number(item.id), item));
          },
        ),
      }),
      // WooCommerce forces every deletion of a batch.
      ...(input.delete && {
        delete: await each(
          removals,
          (id) => id,
          (id) => removeProduct(context, id, true),
        ),
      }),
    },
  };
}
