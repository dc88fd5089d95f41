import { z } from 'zod';
import type { AnyOperation } from '../kit/operation.ts';
import type { JsonSchema } from './coerce.ts';
import { isWriting, pathFields, statusOf } from './input-schema.ts';

export interface OpenApiDocument {
  openapi: string;
  info: Record<string, unknown>;
  servers: { url: string }[];
  security: Record<string, string[]>[];
  tags: { name: string }[];
  paths: Record<string, Record<string, PathItem>>;
  components: { schemas: Record<string, JsonSchema>; [key: string]: unknown };
}

export interface PathItem {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: { 'application/json': { schema: JsonSchema } } };
  responses: Record<
    string,
    { description: string; headers?: object; content?: Record<string, { schema: JsonSchema }> }
  >;
  [key: string]: unknown;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

const problemSchema: JsonSchema = {
  type: 'object',
  description: 'RFC 9457. `detail` is a sentence for the seller; quote `requestId` when you ask for help.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    instance: { type: 'string' },
    requestId: { type: 'string' },
    fields: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' } },
        required: ['path', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'instance', 'requestId'],
};

/** OpenAPI 3.1 from the operations alone. Sorted, so that the committed file changes only where the API does. */
export function openApiDocument(operations: readonly AnyOperation[], version: string): OpenApiDocument {
  const schemas: Record<string, JsonSchema> = { Problem: problemSchema };
  const paths: OpenApiDocument['paths'] = {};
  for (const operation of [...operations].sort(byRoute)) {
    const methods = paths[operation.route.path] ?? {};
    methods[operation.route.method.toLowerCase()] = describe(operation, schemas);
    paths[operation.route.path] = methods;
  }
  const nouns = [...new Set(operations.map(nounOf))].sort();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Spindle',
      version,
      description:
        'One catalogue, every shop in step. Send an API key as `Authorization: Bearer …`. Errors are RFC 9457 problems. ' +
        'Writes take an `Idempotency-Key`; updates of things with a version need `If-Match`. Lists go on at `Link: rel="next"`.',
    },
    servers: [{ url: '/api' }],
    security: [{ apiKey: [] }, { session: [] }],
    tags: nouns.map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'spindle.session_token' },
      },
    },
  };
}

const nounOf = (operation: AnyOperation): string => operation.name.split('.')[0] as string;
const byRoute = (a: AnyOperation, b: AnyOperation): number =>
  `${a.route.path} ${a.route.method}` < `${b.route.path} ${b.route.method}` ? -1 : 1;

function describe(operation: AnyOperation, schemas: Record<string, JsonSchema>): PathItem {
  const input = toSchema(operation.input, 'input', schemas);
  const inPath = pathFields(operation);
  const required = new Set(input.required ?? []);
  const rest = Object.entries(input.properties ?? {}).filter(
    ([name]) => !inPath.includes(name) && !(operation.versioned && name === 'expectedVersion'),
  );
  const isRead = operation.route.method === 'GET' || operation.route.method === 'DELETE';
  const parameters: Parameter[] = [
    ...inPath.map((name): Parameter => parameter(name, 'path', true, input.properties?.[name])),
    ...(isRead ? rest.map(([name, schema]) => parameter(name, 'query', required.has(name), schema)) : []),
    ...headers(operation),
  ];
  const status = statusOf(operation);
  return {
    operationId: operation.name,
    tags: [nounOf(operation)],
    summary: operation.summary,
    description: `Needs the right \`${operation.scope}\`.`,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(isRead || rest.length === 0
      ? {}
      : {
          requestBody: {
            required: rest.some(([name]) => required.has(name)),
            content: { 'application/json': { schema: bodySchema(rest, required) } },
          },
        }),
    responses: {
      [status]: {
        description: status === 202 ? 'Started: follow the task.' : 'Done.',
        ...(operation.paged
          ? { headers: { Link: { description: 'The next page, rel="next".', schema: { type: 'string' } } } }
          : {}),
        ...(status === 204
          ? {}
          : { content: { 'application/json': { schema: toSchema(operation.output, 'output', schemas) } } }),
      },
      default: {
        description: 'A problem, with a sentence that says what to do.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function bodySchema(rest: [string, JsonSchema][], required: ReadonlySet<string>): JsonSchema {
  const names = rest.map(([name]) => name).filter((name) => required.has(name));
  return {
    type: 'object',
    properties: Object.fromEntries(rest),
    ...(names.length > 0 ? { required: names } : {}),
  };
}

const parameter = (
  name: string,
  where: Parameter['in'],
  isRequired: boolean,
  schema: JsonSchema = {},
): Parameter => {
  const { description, ...rest } = schema;
  return { name, in: where, required: isRequired, ...(description ? { description } : {}), schema: rest };
};

function headers(operation: AnyOperation): Parameter[] {
  if (!isWriting(operation)) return [];
  const text: JsonSchema = { type: 'string' };
  const key = parameter('Idempotency-Key', 'header', false, {
    ...text,
    description: 'The same key with the same request is done once.',
  });
  const match = parameter('If-Match', 'header', false, {
    ...text,
    description: 'The ETag that you read, or *. Without it (and without expectedVersion in the body): 428.',
  });
  return operation.versioned ? [match, key] : [key];
}

/** A Date leaves the hub as ISO 8601 text. */
function momentAsText({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: object }): void {
  if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
}

/** Named schemas (`.meta({ id })`) become components; a name whose input differs from its output gets `Input` added. */
function toSchema(type: z.ZodType, io: 'input' | 'output', schemas: Record<string, JsonSchema>): JsonSchema {
  const made = z.toJSONSchema(type, { io, unrepresentable: 'any', override: momentAsText }) as JsonSchema & {
    $defs?: Record<string, JsonSchema>;
  };
  const { $schema: _, $defs = {}, ...schema } = made;
  const names = new Map<string, string>();
  for (const [name, definition] of Object.entries($defs)) {
    const { id: __, ...kept } = definition;
    const isOther = schemas[name] !== undefined && !isSame(schemas[name], pointed(kept, new Map()));
    names.set(name, isOther && io === 'input' ? `${name}Input` : name);
  }
  for (const [name, definition] of Object.entries($defs)) {
    const { id: __, ...kept } = definition;
    schemas[names.get(name) ?? name] ??= pointed(kept, names) as JsonSchema;
  }
  if (typeof schema.id === 'string') {
    const { id, ...kept } = schema;
    const own = pointed(kept, names) as JsonSchema;
    const name = io === 'input' && schemas[id] && !isSame(schemas[id], own) ? `${id}Input` : id;
    schemas[name] ??= own;
    // an operation's input is spread over path, query and body, so it is needed in full
    return io === 'output' ? { $ref: `#/components/schemas/${name}` } : own;
  }
  return pointed(schema, names) as JsonSchema;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** `#/$defs/X` → `#/components/schemas/X`, everywhere below. */
function pointed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => pointed(one, names));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === '$ref' && typeof inner === 'string') {
        const name = inner.replace('#/$defs/', '');
        return [key, `#/components/schemas/${names.get(name) ?? name}`];
      }
      return [key, pointed(inner, names)];
    }),
  );
}
