import { defineCheck, type NewFinding } from '../check.ts';
import { isProgram } from '../words.ts';

export const pdfScripts = defineCheck({
  id: 'pdf-scripts',
  summary: 'The PDF starts nothing: no programs, no scripts, no programs attached',
  kinds: ['pdf'],
  run({ facts }) {
    const findings: NewFinding[] = [];
    if (facts.actions?.includes('Launch')) {
      findings.push({
        severity: 'block',
        measured: 'Launch action',
        message:
          'The PDF tries to start a program when it is opened or clicked. Virus scanners will stop it: remove that action.',
      });
    }
    if (facts.actions?.includes('JavaScript')) {
      findings.push({
        severity: 'warn',
        measured: 'JavaScript',
        message:
          'The PDF holds a script. Most readers ignore it and some mail filters refuse it: export it without.',
      });
    }
    const program = facts.attachedNames?.find(isProgram);
    if (program) {
      findings.push({
        severity: 'block',
        measured: program,
        message: `A program is attached to the PDF (${program}). Remove the attachment.`,
      });
    } else if ((facts.attachments ?? 0) > 0 || (facts.attachedNames?.length ?? 0) > 0) {
      findings.push({
        severity: 'note',
        measured: `${Math.max(facts.attachments ?? 0, facts.attachedNames?.length ?? 0)} attached`,
        message: 'Other files are attached to the PDF. Most buyers will never see them.',
      });
    }
    return findings;
  },
});
