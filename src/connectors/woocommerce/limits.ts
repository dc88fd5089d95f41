import type { Limits } from '../connector.ts';

const wordpress = 'WordPress 6.9 database schema';
const run = 'seen on WooCommerce 9.9.5';

export const wooLimits = {
  titleLength: { value: 200, source: 'our own guard: post_name is varchar(200)' },
  descriptionLength: { value: 100_000, source: 'our own guard: post_content is longtext' },
  tagCount: { value: 50, source: 'our own guard; the shop sets none' },
  tagLength: { value: 200, source: `${wordpress}: wp_terms.name is varchar(200)` },
  imageCount: { value: 30, source: 'our own guard; the shop sets none' },
  fileCount: { value: 50, source: 'our own guard; the shop sets none' },
  fileBytes: { value: 5_000_000_000, source: 'our own guard: the hub serves the bytes' },
  fileNameLength: { value: 200, source: 'our own guard; the shop sets none' },
  fileExtensions: {
    // What WordPress allows to be served; .stl, .svg and machine embroidery formats are refused.
    value: [
      '.pdf',
      '.zip',
      '.jpg',
      '.jpeg',
      '.png',
      '.gif',
      '.webp',
      '.bmp',
      '.tiff',
      '.txt',
      '.csv',
      '.rtf',
      '.doc',
      '.docx',
      '.xls',
      '.xlsx',
      '.odt',
      '.psd',
      '.mp3',
      '.m4a',
      '.wav',
      '.mp4',
      '.mov',
      '.mpeg',
      '.webm',
      '.rar',
      '.7z',
      '.gz',
      '.tar',
    ],
    source: `${run}: .stl and .exe refused; the rest from WordPress 6.9’s list of allowed types`,
  },
} as const satisfies Limits;

export const skuLength = { value: 100, source: 'wp_wc_product_meta_lookup.sku is varchar(100)' } as const;
export const batchSize = { value: 100, source: `${run}: 413 for more` } as const;
export const pageSize = { value: 100, source: `${run}: per_page 1 to 100` } as const;

/** The shop sets no limit; a small server under PHP is kept usable for its buyers. */
export const politeRate = {
  perSecond: 5,
  perDay: null,
  source: 'our own guard; the shop sets none',
} as const;
