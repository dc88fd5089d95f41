import type { ValidateFunction } from 'ajv';
import { formOf, jsonOf, type ShopRequest } from '../kit/router.ts';
import { compile, fieldOf, findSpecs, readSpec, type Schema, type Violation } from '../kit/spec-check.ts';
import { refuse, refuseFields } from './errors.ts';
import type { Multipart } from './multipart.ts';

interface Parameter {
  in: string;
  name: string;
  required?: boolean;
  schema: Schema & { type?: string };
}
interface Operation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema & { properties?: Record<string, Schema> } }> };
}
interface Described {
  operation: Operation;
  query: ValidateFunction;
  queryTypes: Record<string, string | undefined>;
  bodies: Record<string, { check: ValidateFunction; fields: string[] }>;
}

export interface EtsySpec {
  isLoaded: boolean;
  /** Refuses what the description refuses and writes it down. */
  check(pattern: string, request: ShopRequest, form?: Multipart): void;
}

const bodyKind = (request: ShopRequest): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

export function createEtsySpec(specsDir: string | undefined, violations: Violation[]): EtsySpec {
  const description = readSpec<{ paths: Record<string, Record<string, Operation>> }>(
    findSpecs(specsDir),
    'etsy/oas-2026-08.patched-csv.json',
  );
  const described = new Map<string, Described>();

  function describe(pattern: string, method: string): Described | undefined {
    const key = `${method} ${pattern}`;
    const known = described.get(key);
    if (known || !description) return known;
    // Our `:listingId` and their `{listing_id}` differ only in the names.
    const shape = pattern.replace(/:\w+/g, '{}');
    const path = Object.keys(description.paths).find((entry) => entry.replace(/\{\w+\}/g, '{}') === shape);
    const operation = path ? description.paths[path]?.[method.toLowerCase()] : undefined;
    if (!operation) return undefined;
    const parameters = (operation.parameters ?? []).filter((entry) => entry.in === 'query');
    const entry: Described = {
      operation,
      query: compile(
        {
          type: 'object',
          properties: Object.fromEntries(
            parameters.map(({ name, schema }) => [name, withoutDefault(schema)]),
          ),
          required: parameters.filter((parameter) => parameter.required).map(({ name }) => name),
        },
        { coerce: true },
      ),
      queryTypes: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema.type])),
      bodies: Object.fromEntries(
        Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => [
          type,
          {
            check: compile(schema, { coerce: type !== 'application/json' }),
            fields: Object.keys(schema.properties ?? {}),
          },
        ]),
      ),
    };
    described.set(key, entry);
    return entry;
  }

  /** Refused ones are thrown; unknown fields have no effect, as on the real shop, and are only written down. */
  function judge(place: string, name: string, check: ValidateFunction, value: unknown, fields: string[]) {
    for (const field of Object.keys(value as object))
      if (!fields.includes(field))
        violations.push({ operation: name, place, field, message: 'is unknown', outcome: 'ignored' });
    if (check(value)) return;
    const problems = (check.errors ?? []).map((error) => ({
      path: fieldOf(error),
      type: error.keyword,
      message: error.message ?? 'is invalid',
    }));
    for (const problem of problems)
      violations.push({
        operation: name,
        place,
        field: problem.path,
        message: problem.message,
        outcome: 'refused',
      });
    throw refuseFields(problems);
  }

  return {
    isLoaded: description !== undefined,
    check: (pattern, request, form) => {
      const entry = describe(pattern, request.method);
      if (!entry) return;
      const { operationId } = entry.operation;
      const query: Record<string, unknown> = {};
      for (const name of new Set(request.query.keys()))
        query[name] =
          entry.queryTypes[name] === 'array'
            ? request.query.getAll(name).flatMap((value) => value.split(','))
            : request.query.getAll(name).at(-1);
      judge('query', operationId, entry.query, query, Object.keys(entry.queryTypes));

      const kinds = Object.keys(entry.bodies);
      if (kinds.length === 0) return;
      const body = entry.bodies[bodyKind(request)];
      if (!body) {
        const message = `Supported content types: ${kinds.join(', ')}`;
        violations.push({ operation: operationId, place: 'body', field: '', message, outcome: 'refused' });
        throw refuse(415, message);
      }
      const value = form
        ? { ...form.fields, ...Object.fromEntries(Object.keys(form.files).map((key) => [key, ''])) }
        : bodyKind(request) === 'application/json'
          ? (jsonOf(request.body) ?? {})
          : formOf(request.body);
      judge('body', operationId, body.check, value, body.fields);
    },
  };
}

function withoutDefault(schema: Schema): Schema {
  const { default: _dropped, ...rest } = schema;
  return rest;
}
