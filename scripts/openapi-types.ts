import type { JsonSchema } from '../src/api/coerce.ts';
import type { OpenApiDocument, Parameter, PathItem } from '../src/api/openapi.ts';

/**
 * TypeScript types in the shape that openapi-fetch reads. Only for our own document: it knows the part of JSON Schema
 * that zod writes. (openapi-typescript does not run with the TypeScript that this repository uses.)
 */
export function typesOf(document: OpenApiDocument): string {
  const paths = Object.entries(document.paths).map(
    ([path, methods]) =>
      `  ${quoted(path)}: {\n${Object.entries(methods)
        .map(([method, item]) => `    ${method}: operations[${literal(item.operationId)}];`)
        .join('\n')}\n  };`,
  );
  const operations = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .map((item) => `  ${quoted(item.operationId)}: ${operationType(item)};`);
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `    ${name}: ${typeOf(schema, 2)};`,
  );
  return `// Generated from the operations by scripts/generate-openapi.ts. Do not edit.

export interface paths {
${paths.join('\n')}
}

export interface components {
  schemas: {
${schemas.join('\n')}
  };
}

export interface operations {
${operations.join('\n')}
}
`;
}

function operationType(item: PathItem): string {
  const body = item.requestBody;
  const responses = Object.entries(item.responses).map(([status, { content }]) => {
    const types = Object.entries(content ?? {}).map(
      ([type, { schema }]) => `${quoted(type)}: ${typeOf(schema, 4)}`,
    );
    const shape = types.length > 0 ? `content: { ${types.join('; ')} }` : 'content?: never';
    return `      ${status}: { headers: { [name: string]: unknown }; ${shape} };`;
  });
  return `{
    parameters: {
${(['query', 'header', 'path'] as const).map((where) => `      ${parametersType(item.parameters ?? [], where)}`).join('\n')}
      cookie?: never;
    };
    ${body ? `requestBody${body.required ? '' : '?'}: { content: { 'application/json': ${typeOf(body.content['application/json'].schema, 2)} } }` : 'requestBody?: never'};
    responses: {
${responses.join('\n')}
    };
  }`;
}

function parametersType(all: readonly Parameter[], where: Parameter['in']): string {
  const some = all.filter((parameter) => parameter.in === where);
  if (some.length === 0) return `${where}?: never;`;
  const fields = some.map((one) => `${quoted(one.name)}${one.required ? '' : '?'}: ${typeOf(one.schema, 4)}`);
  return `${where}${some.some((one) => one.required) ? '' : '?'}: { ${fields.join('; ')} };`;
}

/** `depth`: how far its lines stand in. */
function typeOf(schema: JsonSchema | boolean | undefined, depth: number): string {
  if (schema === undefined || typeof schema === 'boolean') return 'unknown';
  if (schema.$ref) return `components['schemas'][${literal(schema.$ref.split('/').at(-1) ?? '')}]`;
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map((option) => typeOf(option, depth)))].join(' | ');
  if (schema.allOf) return schema.allOf.map((part) => `(${typeOf(part, depth)})`).join(' & ');
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeOf({ ...schema, type }, depth)).join(' | ');
  if (schema.type === 'array') {
    const tuple = schema.prefixItems as JsonSchema[] | undefined;
    return tuple
      ? `[${tuple.map((item) => typeOf(item, depth)).join(', ')}]`
      : `(${typeOf(schema.items, depth)})[]`;
  }
  if (schema.type === 'object' || schema.properties) return objectType(schema, depth);
  const plain: Record<string, string> = {
    integer: 'number',
    number: 'number',
    string: 'string',
    boolean: 'boolean',
    null: 'null',
  };
  return plain[schema.type ?? ''] ?? 'unknown';
}

function objectType(schema: JsonSchema, depth: number): string {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) {
    const value = schema.additionalProperties;
    const key = (schema.propertyNames as JsonSchema | undefined)?.enum;
    if (key && !schema.required)
      return `{ [name in ${key.map(literal).join(' | ')}]?: ${typeOf(value, depth)} }`;
    return value === undefined || value === false
      ? 'Record<string, never>'
      : `Record<string, ${typeOf(value, depth)}>`;
  }
  const required = new Set(schema.required ?? []);
  const margin = ' '.repeat(depth + 4);
  const lines = fields.map(([name, field]) => {
    const comment = field.description ? `${margin}/** ${field.description.replaceAll('*/', '* /')} */\n` : '';
    return `${comment}${margin}${quoted(name)}${required.has(name) ? '' : '?'}: ${typeOf(field, depth + 2)};`;
  });
  return `{\n${lines.join('\n')}\n${' '.repeat(depth + 2)}}`;
}

const quoted = (text: string): string => (/^[A-Za-z_$][\w$]*$/.test(text) ? text : literal(text));
const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : String(value);
