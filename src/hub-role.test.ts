import { expect, it } from 'vitest';
import { readRole, refuseAlone } from './hub-role.ts';

it('knows three roles, and everything when nothing is said', () => {
  expect([undefined, '', ' all ', 'api', 'worker'].map(readRole)).toEqual([
    'all',
    'all',
    'all',
    'api',
    'worker',
  ]);
  expect(() => readRole('leader')).toThrow(/all, api or worker/);
});

it('says what several processes have to share', () => {
  expect(() => refuseAlone('worker', undefined, 'https://a.example')).toThrow(/DATABASE_URL/);
  expect(() => refuseAlone('api', 'postgresql://x/y', undefined)).toThrow(/SPINDLE_PUBLIC_URL/);
  refuseAlone('all', undefined, undefined);
  refuseAlone('api', 'postgresql://x/y', 'https://a.example');
});
