/**
 * Several things in one transaction at once, each to its end even where another fails; then throws the first failure. With
 * Promise.all the transaction would be undone and its connection given to somebody else while one of them still uses it.
 * Statements run in the order in which they are sent: those of `rowsOf` at once, those of drizzle a moment later.
 */
export async function together<const T extends readonly unknown[]>(
  ...all: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const failed = (await Promise.allSettled(all)).find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return Promise.all(all);
}
