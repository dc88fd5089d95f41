/** Address of a pattern's picture, by the hash of its bytes: it never changes, so browsers keep it. */
export const pictureUrl = (patternId: string, sha256: string): string =>
  `/api/patterns/${patternId}/images/${sha256}`;
