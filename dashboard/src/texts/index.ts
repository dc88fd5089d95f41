import { en } from './en.ts';

/** Every language has the shape of the English catalogue. A new one is a file beside it and a line here. */
export type Texts = typeof en;

const catalogues: Record<string, Texts> = { en };

const wanted = navigator.languages.map((language) => language.split('-')[0] ?? '');

export const texts: Texts = catalogues[wanted.find((language) => language in catalogues) ?? 'en'] ?? en;
