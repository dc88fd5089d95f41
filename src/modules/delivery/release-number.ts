export const numberOf = (row: { major: number; minor: number; patch: number }): string =>
  `${row.major}.${row.minor}.${row.patch}`;
