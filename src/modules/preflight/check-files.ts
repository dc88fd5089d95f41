import { resolve } from 'node:path';
import { z } from 'zod';
import { defineOperation } from '../../kit/operation.ts';
import { Finding, Verdict, verdictOf } from './check.ts';
import { closeInspection, inspectFile } from './inspect-file.ts';
import { fileKinds } from './sniff.ts';

const CheckedFile = z.object({
  file: z.string(),
  kind: z.enum(fileKinds),
  verdict: Verdict,
  findings: z.array(Finding),
  ms: z.int().meta({ description: 'Milliseconds that it took.' }),
});

/** Files on the computer that runs it: HTTP serves no pure operation. */
export const checkFiles = defineOperation({
  name: 'preflight.check',
  kind: 'pure',
  summary: 'Check files on this computer before they go anywhere',
  route: { method: 'POST', path: '/preflight/check' },
  scope: 'files:read',
  input: z.object({ files: z.array(z.string().min(1)).min(1).max(10_000) }),
  output: z.array(CheckedFile),
  async run(_, { files }) {
    try {
      const checked: z.input<typeof CheckedFile>[] = [];
      // In parts: each one opens its file before it waits for a child.
      for (let from = 0; from < files.length; from += 32) {
        checked.push(...(await Promise.all(files.slice(from, from + 32).map(checkOne))));
      }
      return checked;
    } finally {
      await closeInspection();
    }
  },
});

async function checkOne(file: string): Promise<z.input<typeof CheckedFile>> {
  try {
    const { kind, verdict, findings, ms } = await inspectFile(resolve(file));
    return { file, kind, verdict, findings, ms };
  } catch {
    const findings: z.input<typeof Finding>[] = [
      {
        checkId: 'file-readable',
        severity: 'block',
        message: 'The file is not there, or it may not be read.',
      },
    ];
    return { file, kind: 'unknown', verdict: verdictOf(findings), findings, ms: 0 };
  }
}
