import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BucketSpec, type Connector, fieldNames, type Limit } from '../src/connectors/connector.ts';
import { connectors } from '../src/connectors/registry.ts';

// Writes docs/capabilities.md from the connectors; with --check only says whether it is current.
const path = fileURLToPath(new URL('../docs/capabilities.md', import.meta.url));

type Row = [string, (connector: Connector) => string];

const words = {
  shop: 'the shop, the same bytes to everybody',
  hub: 'the hub',
  upload: 'uploaded by the hub',
  address: 'fetched by the shop from an address of the hub',
  desk: 'Desk and Live',
  live: 'Live only',
} as const;

const abilities: Row[] = [
  ['Works in', ({ capabilities }) => words[capabilities.mode]],
  ['Connects by', ({ auth }) => (auth.kind === 'oauth2' ? 'keys, then consent in the browser' : 'keys')],
  ['You enter', ({ auth }) => auth.fields.map((field) => field.label).join(', ')],
  ['Settings', ({ settings }) => settings.map((field) => field.label).join(', ') || 'none'],
  ['Buyers get files from', ({ capabilities }) => words[capabilities.bytesServedBy]],
  [
    'A leaked copy names',
    ({ capabilities }) =>
      capabilities.traceReaches === 'order'
        ? 'the order when it came by the hub’s mail or page, else the shop'
        : 'the shop',
  ],
  ['Files are', ({ capabilities }) => words[capabilities.filesBy]],
  ['Images are', ({ capabilities }) => words[capabilities.imagesBy]],
  ['Orders come by', ({ capabilities }) => capabilities.orders.join(' and ')],
  [
    'Webhooks are set up',
    ({ webhooks }) =>
      webhooks ? (webhooks.ensure ? 'by the hub, and mended' : 'by you, at the shop') : 'not at all',
  ],
  ['New listings can be drafts', ({ capabilities }) => (capabilities.hasDrafts ? 'yes' : 'no')],
  [
    'Publishing costs',
    ({ capabilities: { publishFee } }) => {
      if (!publishFee) return 'nothing';
      const { amountMinor, currency } = publishFee.value;
      return `${(amountMinor / 100).toFixed(2)} ${currency} a listing`;
    },
  ],
  [
    'May be written',
    ({ capabilities: { writable } }) =>
      writable.length === fieldNames.length ? `all: ${writable.join(', ')}` : writable.join(', '),
  ],
  ['The shop decides about', ({ ownedByShop }) => ownedByShop.join(', ') || 'nothing, unless you say so'],
  ['Many listings in one call', ({ batch }) => (batch ? `yes, ${batch.size}` : 'no')],
  [
    'The hub writes to buyers',
    ({ capabilities: { buyerContact } }) =>
      `${buyerContact.rule === 'never' ? 'never' : 'about what they bought'}. ${buyerContact.why}`,
  ],
];

const plain = (value: unknown): string => {
  if (value === null) return 'any';
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'number' ? value.toLocaleString('en-US') : String(value);
};

const limitNames = {
  titleLength: 'Title, characters',
  descriptionLength: 'Description, characters',
  tagCount: 'Tags',
  tagLength: 'Tag, characters',
  imageCount: 'Images',
  fileCount: 'Files',
  fileBytes: 'One file, bytes',
  fileNameLength: 'File name, characters',
  fileExtensions: 'Kinds of files',
} as const satisfies Record<keyof Connector['limits'], string>;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function limitsOf(connector: Connector): string {
  const bucket: BucketSpec = connector.bucket({ id: 'this shop', settings: {}, secrets: {} });
  const perDay = bucket.perDay === null ? '' : `, ${plain(bucket.perDay)} a day`;
  const fee = connector.capabilities.publishFee;
  return table(
    ['limit', 'value', 'source'],
    [
      ...Object.entries(limitNames).map(([name, title]) => {
        const limit: Limit<unknown> = connector.limits[name as keyof Connector['limits']];
        return [title, plain(limit.value), limit.source];
      }),
      ['Calls', `${plain(bucket.perSecond)} a second${perDay}`, bucket.source],
      ...(fee
        ? [['Fee', `${(fee.value.amountMinor / 100).toFixed(2)} ${fee.value.currency}`, fee.source]]
        : []),
      [
        'Writing to buyers',
        connector.capabilities.buyerContact.rule,
        connector.capabilities.buyerContact.source,
      ],
    ],
  );
}

const text = `# What each shop can do

Generated from \`src/connectors/registry.ts\` by \`scripts/generate-capabilities.ts\`: change the connector, then run
\`npm run generate\`. "Desk" is a hub on your own computer, "Live" one with an https name (\`docs/guides/deploy.md\`).

${table(
  ['', ...connectors.map((connector) => connector.name)],
  abilities.map(([title, tell]) => [title, ...connectors.map(tell)]),
)}

${connectors
  .map(
    (connector) => `## Limits of ${connector.name}

${limitsOf(connector)}
`,
  )
  .join('\n')}`;

const isCurrent = (await readFile(path, 'utf8').catch(() => '')) === text;
if (process.argv.includes('--check')) {
  if (!isCurrent) {
    console.error('Not current: docs/capabilities.md. Run: npm run generate');
    process.exitCode = 1;
  } else console.log('The table of abilities is current.');
} else {
  if (!isCurrent) await writeFile(path, text);
  console.log(isCurrent ? 'The table of abilities is current.' : 'Written: docs/capabilities.md');
}
