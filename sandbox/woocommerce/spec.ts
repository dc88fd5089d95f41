import type { ValidateFunction } from 'ajv';
import { compile, fieldOf, findSpecs, readSpec, type Schema, type Violation } from '../kit/spec-check.ts';
import { refuse } from './errors.ts';

interface Described {
  endpoints: { methods: string[]; args: Record<string, Schema> }[];
}

export type WooBody = 'products' | 'products/tags' | 'products/categories' | 'orders/1/refunds' | 'webhooks';

export interface WooSpec {
  isLoaded: boolean;
  /** Refuses what the shop's own description refuses and writes it down. */
  check(kind: WooBody, body: unknown, isUpdate: boolean): void;
}

/** WordPress takes numbers and truths as text too, but never a number where text is described. */
const lenient: Record<string, Schema[]> = {
  integer: [{ type: 'integer' }, { type: 'string', pattern: '^-?\\d+$' }],
  number: [{ type: 'number' }, { type: 'string', pattern: '^-?\\d*\\.?\\d+$' }],
  boolean: [{ type: 'boolean' }, { enum: ['true', 'false', '1', '0', '', 1, 0] }],
};

function translate(schema: Schema): Schema {
  const types = [schema.type].flat().filter((type) => type !== undefined && type !== 'mixed') as string[];
  const rest: Schema = {};
  if (Array.isArray(schema.enum)) rest.enum = schema.enum;
  if (schema.items) rest.items = translate(schema.items as Schema);
  if (schema.properties)
    rest.properties = Object.fromEntries(
      Object.entries(schema.properties as Record<string, Schema>).map(([name, value]) => [
        name,
        translate(value),
      ]),
    );
  if (types.length === 0) return rest;
  const [only] = types;
  if (types.length === 1 && only && lenient[only]) return { ...rest, anyOf: lenient[only] };
  return { ...rest, type: types };
}

export function createWooSpec(specsDir: string | undefined, violations: Violation[]): WooSpec {
  const described = readSpec<Record<string, Described>>(
    findSpecs(specsDir),
    'woocommerce/wc-v3-options-schemas.wc9.9.5.json',
  );
  const checks = new Map<string, { check: ValidateFunction; fields: string[] }>();

  function checkOf(kind: WooBody, isUpdate: boolean) {
    const key = `${kind} ${isUpdate}`;
    const known = checks.get(key);
    if (known || !described) return known;
    const args = described[kind]?.endpoints.find((endpoint) => endpoint.methods.includes('POST'))?.args ?? {};
    const made = {
      check: compile(
        {
          type: 'object',
          properties: Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, translate(arg)])),
          required: isUpdate ? [] : Object.keys(args).filter((name) => args[name]?.required === true),
        },
        { coerce: false },
      ),
      fields: ['id', ...Object.keys(args)],
    };
    checks.set(key, made);
    return made;
  }

  return {
    isLoaded: described !== undefined,
    check: (kind, body, isUpdate) => {
      const entry = checkOf(kind, isUpdate);
      if (!entry || typeof body !== 'object' || body === null) return;
      const operation = `${isUpdate ? 'update' : 'create'} ${kind}`;
      const note = (field: string, message: string, outcome: Violation['outcome']) =>
        violations.push({ operation, place: 'body', field, message, outcome });
      for (const field of Object.keys(body))
        if (!entry.fields.includes(field)) note(field, 'is unknown', 'ignored');
      if (entry.check(body)) return;
      const problems = (entry.check.errors ?? []).filter((error) => error.keyword !== 'anyOf');
      const params: Record<string, string> = {};
      for (const error of problems) {
        const field = fieldOf(error);
        const message = `${field} ${error.message ?? 'is invalid'}`;
        params[field.split('.')[0] ?? field] = message;
        note(field, message, 'refused');
      }
      throw refuse(400, 'rest_invalid_param', `Invalid parameter(s): ${Object.keys(params).join(', ')}`, {
        params,
      });
    },
  };
}
