/** Where an object stands in a document: a row of its cross-reference table. */
export type Entry =
  | { kind: 'free' }
  | { kind: 'at'; offset: number; generation: number }
  | { kind: 'in'; stream: number; index: number };

/** Fields of 1, 5 and 2 bytes. */
export function streamRow(entry: Entry): Buffer {
  const row = Buffer.alloc(8);
  row.writeUInt8(entry.kind === 'free' ? 0 : entry.kind === 'at' ? 1 : 2, 0);
  row.writeUIntBE(entry.kind === 'at' ? entry.offset : entry.kind === 'in' ? entry.stream : 0, 1, 5);
  row.writeUInt16BE(entry.kind === 'at' ? entry.generation : entry.kind === 'in' ? entry.index : 65_535, 6);
  return row;
}

export function tableRow(entry: Entry): Buffer {
  if (entry.kind !== 'at') return Buffer.from('0000000000 65535 f \n');
  return Buffer.from(
    `${String(entry.offset).padStart(10, '0')} ${String(entry.generation).padStart(5, '0')} n \n`,
  );
}
