import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HubError } from '../kit/errors.ts';

export interface BucketAddress {
  kind: 'bucket';
  bucket: string;
  /** Before each name: empty, or with a slash at its end. */
  prefix: string;
  /** Left out: AWS itself. */
  endpoint?: string;
  region: string;
  /** Whether buyers' browsers reach the store, so that they may be sent there. */
  hasLinks: boolean;
}

export type StorageAddress = { kind: 'folder'; path: string } | BucketAddress;

const known = ['endpoint', 'region', 'links'];

/**
 * What `SPINDLE_STORAGE` names: a folder, a `file:` address, `s3://bucket/prefix?endpoint=…&region=…&links=yes|no`, or
 * `gs://bucket/prefix`. Throws HubError `invalid` with what to write instead.
 */
export function readStorageAddress(text: string): StorageAddress {
  if (text.startsWith('file:')) return { kind: 'folder', path: fileURLToPath(text) };
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (!scheme) return { kind: 'folder', path: resolve(text) };
  if (scheme !== 's3' && scheme !== 'gs')
    throw invalid(`“${scheme}://…” is no place that files can be kept in`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw invalid('the address cannot be read');
  }
  if (url.username || url.password)
    throw invalid('keys do not belong into the address: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  const strange = [...url.searchParams.keys()].find((name) => !known.includes(name));
  if (strange) throw invalid(`“${strange}” is not known there; known are ${known.join(', ')}`);
  if (!/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(url.hostname))
    throw invalid('the name of the bucket is missing or wrong');
  const endpoint = scheme === 'gs' ? 'https://storage.googleapis.com' : url.searchParams.get('endpoint');
  if (endpoint && !/^https?:\/\/[^/?#]+\/?$/.test(endpoint))
    throw invalid('the endpoint must be an address like https://s3.example.com');
  const links = url.searchParams.get('links');
  if (links !== null && links !== 'yes' && links !== 'no') throw invalid('links is yes or no');
  const prefix = decodeURIComponent(url.pathname).split('/').filter(Boolean).join('/');
  return {
    kind: 'bucket',
    bucket: url.hostname,
    prefix: prefix ? `${prefix}/` : '',
    ...(endpoint ? { endpoint: endpoint.replace(/\/$/, '') } : {}),
    region:
      url.searchParams.get('region') ?? (scheme === 'gs' ? 'auto' : (process.env.AWS_REGION ?? 'us-east-1')),
    // without https the store is most likely one of the inner network, which buyers do not reach
    hasLinks: links ? links === 'yes' : !endpoint?.startsWith('http:'),
  };
}

const invalid = (why: string): HubError =>
  new HubError(
    'invalid',
    `SPINDLE_STORAGE cannot be used: ${why}. Give a folder such as /var/lib/spindle/files, or s3://bucket/folder?endpoint=https://…&region=…, or gs://bucket/folder.`,
  );
