type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isTable = (value: unknown): value is Fields[] =>
  Array.isArray(value) && value.length > 0 && value.every(isFields);

/** For people: lists as tables, things as lines. `width`: columns of the terminal. */
export function present(value: unknown, width = 100): string {
  if (value === null || value === undefined) return 'Done.';
  if (isTable(value)) return table(value, width);
  if (Array.isArray(value)) return value.length === 0 ? 'Nothing there.' : value.map(plain).join('\n');
  if (!isFields(value)) return plain(value);
  if (Array.isArray(value.items)) {
    const more = value.nextCursor ? '\nThere is more: add --all.' : '';
    const sentence = typeof value.sentence === 'string' ? `${value.sentence}\n` : '';
    return sentence + present(value.items, width) + more;
  }
  return thing(value, width);
}

function thing(fields: Fields, width: number): string {
  const { sentence, ...rest } = fields;
  const names = Object.keys(rest);
  const longest = Math.max(0, ...names.map((name) => words(name).length));
  const lines = Object.entries(rest)
    .filter(
      ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    )
    .map(([name, value]) => {
      const label = words(name);
      if (isTable(value)) return `\n${label}\n${table(value, width)}`;
      if (isFields(value) && money(value) === null) return `\n${label}\n${indent(thing(value, width - 2))}`;
      return `${label.padEnd(longest)}  ${plain(value)}`;
    });
  return [...(typeof sentence === 'string' ? [sentence] : []), ...lines].join('\n');
}

function table(rows: Fields[], width: number): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (name) =>
      rows.some(
        (row) =>
          row[name] !== null &&
          row[name] !== undefined &&
          (!isFields(row[name]) || money(row[name]) !== null),
      ) && !rows.some((row) => isTable(row[name])),
  );
  const longest = Math.max(40, width - 50);
  const columns = names
    .sort((a, b) => rank(a) - rank(b))
    .map((name) => ({
      title: words(name),
      cells: rows.map((row) => cut(plain(row[name]).replaceAll('\n', ' '), longest)),
    }));
  const sized = columns.map((column) => ({
    ...column,
    size: Math.max(column.title.length, ...column.cells.map((cell) => cell.length)),
  }));
  // what does not fit in the terminal is left to --json, except the first two columns
  let used = 0;
  const shown = sized.filter(({ size }, index) => {
    const fits = index < 2 || used + size + 2 <= width;
    if (fits) used += size + 2;
    return fits;
  });
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => cell.padEnd(shown[index]?.size ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(shown.map((column) => column.title)),
    ...rows.map((_, index) => line(shown.map((column) => column.cells[index] ?? ''))),
  ].join('\n');
}

/** What a person looks for comes first; ids other than the row's own come last, as they are long and say nothing. */
function rank(name: string): number {
  if (/^(sentence|title|name|subject|summary|message)$/.test(name)) return 0;
  if (/^(status|state|severity|tone|number|steps|pending)$/.test(name)) return 1;
  if (name === 'id') return 2;
  return /(Id|Hash|Sha256|version)$/i.test(name) ? 4 : 3;
}

const cut = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text;

function plain(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (!isFields(value)) return String(value);
  return money(value) ?? JSON.stringify(value);
}

function money(value: unknown): string | null {
  if (!isFields(value) || typeof value.amountMinor !== 'number' || typeof value.currency !== 'string')
    return null;
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: value.currency,
    currencyDisplay: 'code',
  });
  return format.format(value.amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const indent = (text: string): string => text.replace(/^/gm, '  ');
