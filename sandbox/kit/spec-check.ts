import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

/** One way in which a request broke the vendor's own description. */
export interface Violation {
  operation: string;
  /** `body`, `query` or `path`. */
  place: string;
  field: string;
  message: string;
  /** `refused`: answered 400; `ignored`: the field is unknown and had no effect. */
  outcome: 'refused' | 'ignored';
}

export type Schema = Record<string, unknown>;

/** The folder of the vendors' descriptions, or undefined when it is not there. */
export function findSpecs(specsDir?: string): string | undefined {
  const folder = specsDir ?? process.env.SPECS_DIR ?? resolve(import.meta.dirname, '../../../shared/specs');
  return existsSync(folder) ? folder : undefined;
}

/** Undefined where the description is not there: the sandbox then says `isSpecChecked: false` and keeps its own rules. */
export function readSpec<T>(specsDir: string | undefined, file: string): T | undefined {
  const path = specsDir ? join(specsDir, file) : undefined;
  if (path && existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as T;
  return undefined;
}

export const fieldOf = (error: ErrorObject): string => {
  const missing = (error.params as { missingProperty?: string }).missingProperty;
  return [...error.instancePath.split('/').slice(1), ...(missing ? [missing] : [])].join('.');
};

/** A validator that turns the text of forms and queries into the described types, or takes values as they are. */
export function compile(schema: Schema, options: { coerce: boolean }): ValidateFunction {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    coerceTypes: options.coerce,
    validateFormats: false,
  });
  return ajv.compile(schema);
}
