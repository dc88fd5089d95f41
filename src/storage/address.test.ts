import { expect, it } from 'vitest';
import { readStorageAddress } from './address.ts';

it('reads a bucket with its folder, endpoint and region', () => {
  expect(
    readStorageAddress('s3://patterns/shop/files/?endpoint=https://s3.example.com/&region=fsn1'),
  ).toEqual({
    kind: 'bucket',
    bucket: 'patterns',
    prefix: 'shop/files/',
    endpoint: 'https://s3.example.com',
    region: 'fsn1',
    hasLinks: true,
  });
  expect(readStorageAddress('gs://patterns')).toMatchObject({
    prefix: '',
    endpoint: 'https://storage.googleapis.com',
    region: 'auto',
  });
});

it('sends no buyer to a store of the inner network, unless it is said', () => {
  const hasLinks = (address: string) => (readStorageAddress(address) as { hasLinks: boolean }).hasLinks;
  expect(hasLinks('s3://files?endpoint=http://minio:9000')).toBe(false);
  expect(hasLinks('s3://files?endpoint=http://127.0.0.1:9000&links=yes')).toBe(true);
  expect(hasLinks('s3://files?region=eu-central-1')).toBe(true);
  expect(hasLinks('s3://files?region=eu-central-1&links=no')).toBe(false);
});

it.each([
  ['ftp://files', /no place/],
  ['s3://', /bucket/],
  ['s3://x', /name of the bucket/],
  ['s3://key:secret@files', /AWS_ACCESS_KEY_ID/],
  ['s3://files?endpoint=minio:9000', /endpoint/],
  ['s3://files?regoin=x', /“regoin” is not known/],
  ['s3://files?links=maybe', /links/],
])('refuses %s and says what to write', (address, words) => {
  expect(() => readStorageAddress(address)).toThrow(words);
});

it('takes everything else for a folder', () => {
  expect(readStorageAddress('/srv/files')).toEqual({ kind: 'folder', path: '/srv/files' });
  expect(readStorageAddress('file:///srv/a%20b')).toEqual({ kind: 'folder', path: '/srv/a b' });
});
