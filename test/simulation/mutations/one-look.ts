/** What a lost create may have made is looked for once only, and then made again at once. */
export * from '../database/step-store.ts';

export const noteLook = async (): Promise<number> => Number.POSITIVE_INFINITY;
