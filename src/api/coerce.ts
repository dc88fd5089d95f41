/** The part of JSON Schema that an operation's input uses. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  description?: string;
  additionalProperties?: JsonSchema | boolean;
  [key: string]: unknown;
}

/** Text from a query string, a path or a command line → what the schema wants; what does not fit stays text, for zod to refuse. */
export function coerceFields(
  schema: JsonSchema,
  fields: Record<string, string | string[] | undefined>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, coerce(schema.properties?.[name] ?? {}, value)]],
    ),
  );
}

function coerce(schema: JsonSchema, value: string | string[]): unknown {
  const options = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const takes = (type: string) =>
    options.find((option) => option.type === type || option.type?.includes(type));
  const list = takes('array');
  if (list) return (Array.isArray(value) ? value : [value]).map((one) => coerce(list.items ?? {}, one));
  if (Array.isArray(value)) return value.map((one) => coerce(schema, one));
  if ((takes('integer') || takes('number')) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (takes('boolean') && (value === 'true' || value === 'false')) return value === 'true';
  if (takes('object') && value.startsWith('{')) return parsedOrText(value);
  if (takes('null') && value === 'null') return null;
  return value;
}

function parsedOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
