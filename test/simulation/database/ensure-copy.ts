/** Twin of `src/modules/marks/ensure-copy.ts`: a shop's copy without a child process, always the same bytes. */
import { sha256Hex } from '../../../src/kit/crypto.ts';
import type * as real from '../../../src/modules/marks/ensure-copy.ts';
import { wallMs } from '../kernel/globals.ts';

export * from '../../../src/modules/marks/ensure-copy.ts';

/** Sizes differ between masters, as those of real files do. */
export const copyBytes = (masterSha256: string, subjectId: string): Buffer => {
  const filling = '.'.repeat(Number.parseInt(masterSha256.slice(0, 3), 16));
  return Buffer.from(`copy of ${masterSha256} for ${subjectId}${filling}`);
};

export const ensureCopy: typeof real.ensureCopy = async (host, request) => {
  const bytes = copyBytes(request.masterSha256, request.subject.id);
  // Marking takes its time; meanwhile the world goes on.
  const startedMs = wallMs();
  await new Promise((resolve) => setTimeout(resolve, 1 + (startedMs % 40)));
  const stored = await host.ports.storage.put(bytes);
  return { ...stored, contentType: 'application/pdf', code: sha256Hex(bytes).slice(0, 8) };
};
