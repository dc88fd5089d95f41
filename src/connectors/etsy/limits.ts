import type { Limit, Limits } from '../connector.ts';

const spec = 'Etsy Open API v3 description, 2026-08-17';
const help = 'help.etsy.com article 115015628347, checked 2026-11-21';
const universal = 'stated alike by every published client; not in the API description';

export const etsyLimits = {
  titleLength: { value: 140, source: universal },
  descriptionLength: { value: 50_000, source: 'not published; our own guard' },
  tagCount: { value: 13, source: universal },
  tagLength: { value: 20, source: universal },
  imageCount: { value: 20, source: `${spec}: image_ids of updateListing` },
  fileCount: { value: 5, source: help },
  fileBytes: { value: 20_000_000, source: `${help}: 20 MB, taken as the smaller of the two meanings` },
  fileNameLength: { value: 70, source: help },
  fileExtensions: {
    // .pdf is missing in one translation of the help page, and taken in practice.
    value: [
      '.bmp',
      '.doc',
      '.gif',
      '.jpeg',
      '.jpg',
      '.mobi',
      '.mov',
      '.mp3',
      '.mpeg',
      '.pdf',
      '.png',
      '.psp',
      '.rtf',
      '.stl',
      '.txt',
      '.zip',
      '.epub',
      '.ibook',
    ],
    source: help,
  },
} as const satisfies Limits;

export const altLength: Limit = { value: 500, source: `${spec}: alt_text` };
export const imageBytes: Limit = { value: 10_000_000, source: universal };
export const skuLength: Limit = { value: 32, source: universal };
export const lowestPrice: Limit = {
  value: 20,
  source: 'USD 0.20 by published clients; taken as 0.20 of any currency with cents',
};

/** In whole units of the currency. */
export const highestPrice: Limit = { value: 50_000, source: universal };

/** Characters that a title, and a tag, may not have. */
export const titleForbidden: Limit<RegExp> = {
  value: /[^\p{L}\p{Nd}\p{P}\p{Sm}\p{Zs}™©®]|[$^`]/gu,
  source: `${spec}: title; $ ^ and backtick by etsy/open-api issue 605`,
};
export const titleOnce: Limit<readonly string[]> = {
  value: ['%', ':', '&', '+'],
  source: `${spec}: title, each at most once`,
};
export const tagForbidden: Limit<RegExp> = {
  value: /[^\p{L}\p{Nd}\p{Zs}\-'™©®]/gu,
  source: `${spec}: tags`,
};
export const fileNameForbidden: Limit<RegExp> = { value: /[^A-Za-z0-9._-]+/g, source: help };

/** What a draft says of itself besides the words. */
export const draftFacts = {
  /** The seller's own work: patterns of others are not hers to sell. */
  whoMade: { value: 'i_did', source: spec },
  /** Moves with the years. `made_to_order` would make a listing without an instant file. */
  whenMade: { value: '2020_2026', source: `${spec}: when_made` },
  /** A pattern is a supply to make something with; Etsy keeps patterns under Craft Supplies & Tools. */
  isSupply: { value: true, source: spec },
  /** Falls with each sale and is the shop's from then on. */
  quantity: { value: 999, source: universal },
  /** A renewal costs a fee: only the seller switches it on. */
  shouldAutoRenew: { value: false, source: 'our own rule: no fee that nobody approved' },
} as const;

/** Craft Supplies & Tools > Patterns & How To > Patterns & Blueprints. Read anew from the shop when connecting. */
export const defaultTaxonomyId: Limit<string> = {
  value: '6343',
  source: 'two published walks of the live taxonomy',
};
export const taxonomyPath: Limit<readonly string[]> = {
  value: ['Craft Supplies & Tools', 'Patterns & How To', 'Patterns & Blueprints'],
  source: 'the same walks',
};

/** An active listing lasts four months; making a draft active, or renewing, costs this. */
export const publishFee = {
  value: { amountMinor: 20, currency: 'USD' },
  source: 'published fee; not part of the API description',
} as const;

export const classicRate = {
  perSecond: 10,
  perDay: 10_000,
  source:
    'classic default of an Etsy app (etsy/open-api issues 46, 198, 256); the answers’ headers say what is true',
} as const;
