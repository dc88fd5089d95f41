import { defineCheck, type NewFinding } from '../check.ts';
import { isProgram, megabytes } from '../words.ts';

const mostUnpackedBytes = 2_000_000_000;
const mostRatio = 200;

export const archiveSafe = defineCheck({
  id: 'archive-safe',
  summary: 'The archive unpacks everywhere and does no harm',
  kinds: ['zip', '3mf', 'epub', 'docx'],
  run({ facts, sizeBytes }) {
    const entries = facts.entries ?? [];
    const findings: NewFinding[] = [];
    const block = (measured: string, message: string) =>
      findings.push({ severity: 'block', measured, message });
    const unpacked = entries.reduce((sum, entry) => sum + entry.sizeBytes + (entry.innerBytes ?? 0), 0);
    const packed = entries.reduce((sum, entry) => sum + entry.packedBytes, 0);
    const isShared =
      new Set(entries.map((entry) => entry.startsAt)).size < entries.length || packed > sizeBytes;
    if (
      unpacked > mostUnpackedBytes ||
      (unpacked > 20_000_000 && unpacked / sizeBytes > mostRatio) ||
      isShared
    )
      block(
        megabytes(unpacked),
        `The archive unpacks to ${megabytes(unpacked)} from ${megabytes(sizeBytes)}: virus scanners take that for an attack. Pack it again.`,
      );
    const encrypted = entries.find((entry) => entry.isEncrypted);
    if (encrypted) block(encrypted.name, 'The archive asks for a password. Pack it again without one.');
    const outside = entries.find((entry) => /(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[a-z]:/i.test(entry.name));
    if (outside)
      block(
        outside.name,
        `A file in the archive wants to be written outside its folder (${outside.name}). Pack it again.`,
      );
    const program = entries.find((entry) => isProgram(entry.name));
    if (program)
      block(
        program.name,
        `A program is in the archive (${program.name}). Shops and virus scanners refuse it: take it out.`,
      );
    const nested = entries.find((entry) => /\.(zip|7z|rar|gz)$/i.test(entry.name));
    if (nested)
      findings.push({
        severity: 'warn',
        measured: nested.name,
        message: `An archive lies inside the archive (${nested.name}). Phones cannot open that: put its files in directly.`,
      });
    if (entries.length === 0 && !facts.problems)
      findings.push({ severity: 'block', message: 'The archive is empty.' });
    return findings;
  },
});
