import type { LoadRequest } from '../harness/http-connection.ts';

export function requests({ key, cursors }: { key: string; cursors: (string | null)[] }) {
  const headers = { authorization: `Bearer ${key}` };
  return (index: number): LoadRequest => {
    const cursor = cursors[index % cursors.length];
    return {
      method: 'GET',
      path: `/api/patterns?limit=20${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      headers,
    };
  };
}
