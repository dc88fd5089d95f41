import { HubError } from '../../../kit/errors.ts';

/** One row of a table, by column name in lower case; `line` as the seller's program counts it. */
export interface TableRow {
  line: number;
  cells: Record<string, string>;
}

const mostRows = 20_000;

/** Reads CSV (comma, semicolon or tab, RFC 4180 quotes) or a JSON list of objects. Throws HubError `invalid`. */
export function readTable(format: 'csv' | 'json', text: string): TableRow[] {
  const rows = format === 'json' ? readJson(text) : readCsv(text.replace(/^﻿/, ''));
  if (rows.length === 0)
    throw new HubError('invalid', 'There are no rows in it: the first line names the columns.');
  if (rows.length > mostRows) {
    throw new HubError(
      'too-large',
      `${rows.length} rows are too many at once: at most ${mostRows}. Split the file.`,
    );
  }
  return rows;
}

function readJson(text: string): TableRow[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (cause) {
    throw new HubError('invalid', 'That is no JSON. Check the brackets and quotes, or save it again.', {
      cause,
    });
  }
  if (!Array.isArray(list))
    throw new HubError('invalid', 'The JSON must be a list of rows: [{"sku": …, "price": …}].');
  return list.map((row: unknown, index) => ({
    line: index + 1,
    cells: Object.fromEntries(
      Object.entries(row !== null && typeof row === 'object' ? row : {}).map(([name, value]) => [
        name.trim().toLowerCase(),
        Array.isArray(value)
          ? value.join('|')
          : value === null || value === undefined
            ? ''
            : String(value).trim(),
      ]),
    ),
  }));
}

function readCsv(text: string): TableRow[] {
  const firstLine = text.slice(0, text.search(/\r?\n|$/));
  const separator =
    [';', '\t', ','].toSorted((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0] ?? ',';
  const [header, ...records] = splitRecords(text, separator);
  const names = (header?.cells ?? []).map((name) => name.trim().toLowerCase());
  return records
    .filter((record) => record.cells.some((cell) => cell.trim() !== ''))
    .map(({ line, cells }) => ({
      line,
      cells: Object.fromEntries(names.map((name, index) => [name, (cells[index] ?? '').trim()])),
    }));
}

function splitRecords(text: string, separator: string): { line: number; cells: string[] }[] {
  const records: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let startLine = 1;
  const endRecord = () => {
    records.push({ line: startLine, cells: [...cells, cell] });
    cells = [];
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '\n') line += 1;
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (char === '"' && cell === '') isQuoted = true;
    else if (char === separator) {
      cells.push(cell);
      cell = '';
    } else if (char === '\n') {
      endRecord();
      startLine = line;
    } else if (char !== '\r') cell += char;
  }
  if (isQuoted) throw new HubError('invalid', `A quotation mark in line ${startLine} is never closed.`);
  if (cell !== '' || cells.length > 0) endRecord();
  return records;
}
