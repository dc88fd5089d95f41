import type { z } from 'zod';

const wanted: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
};

/** What does not fit in an input, as a sentence. A schema's own message is one already; the library's are not. */
export function inputSentence(issue: z.core.$ZodIssue): string {
  const { message } = issue;
  if (/^[A-Z“][^:]*[.]$/.test(message)) return message;
  const name = issue.path.length > 0 ? `“${issue.path.join('.')}”` : 'The request';
  if (issue.code === 'invalid_type') {
    return /received undefined$/.test(message)
      ? `${name} is missing.`
      : `${name} must be ${wanted[issue.expected] ?? issue.expected}.`;
  }
  if (issue.code === 'invalid_format' && issue.format === 'uuid') return `${name} is no id of this hub.`;
  return `${name} does not fit: ${message.charAt(0).toLowerCase()}${message.slice(1)}.`;
}
