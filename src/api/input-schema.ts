import { z } from 'zod';
import type { AnyOperation } from '../kit/operation.ts';
import type { JsonSchema } from './coerce.ts';

const schemas = new WeakMap<AnyOperation, JsonSchema>();

/** The input of an operation as JSON Schema, made once. What JSON cannot say is left open. */
export function inputSchema(operation: AnyOperation): JsonSchema {
  let schema = schemas.get(operation);
  if (!schema) {
    schema = z.toJSONSchema(operation.input, {
      io: 'input',
      unrepresentable: 'any',
      reused: 'inline',
    }) as JsonSchema;
    schemas.set(operation, schema);
  }
  return schema;
}

/** `/patterns/{patternId}` → `['patternId']`. */
export const pathFields = (operation: AnyOperation): string[] =>
  [...operation.route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);

export const statusOf = (operation: AnyOperation): 200 | 201 | 202 | 204 => {
  if (operation.kind === 'task') return 202;
  if (operation.output instanceof z.ZodNull || operation.output instanceof z.ZodVoid) return 204;
  const verb = operation.name.split('.')[1] ?? '';
  const makes = /^(create|add|invite|connect|upload)/.test(verb);
  return operation.kind === 'command' && operation.route.method === 'POST' && makes ? 201 : 200;
};

export const isWriting = (operation: AnyOperation): boolean =>
  operation.kind === 'command' || operation.kind === 'task';

/**
 * What HTTP serves. A pure operation works on the caller's own computer: over HTTP its file names would be the hub's,
 * and tell a stranger what lies there.
 */
export const isServed = (operation: AnyOperation): boolean => operation.kind !== 'pure';
