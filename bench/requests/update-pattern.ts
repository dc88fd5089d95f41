import type { LoadRequest } from '../harness/http-connection.ts';

/** Another story for one pattern after the other. */
export function requests({ key, patternIds }: { key: string; patternIds: string[] }) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'if-match': '*' };
  return (index: number): LoadRequest => ({
    method: 'PATCH',
    path: `/api/patterns/${patternIds[index % patternIds.length]}`,
    headers,
    body: JSON.stringify({
      story: `The sleeve is corrected in edition ${index}.`,
      tags: ['blouse', `t${index}`],
    }),
  });
}
