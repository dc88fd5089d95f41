import { z } from 'zod';

export const Role = z.enum(['owner', 'editor', 'support', 'accountant', 'viewer']);
export type Role = z.infer<typeof Role>;

/** What each role may do, as data: `noun: rights`. `self` is everybody's own account. Owners may do everything. */
const rights: Record<Exclude<Role, 'owner'>, Record<string, string>> = {
  // makes and publishes; neither people, keys, connections and their approval rules, nor buyers
  editor: {
    catalog: 'read write approve',
    files: 'read write approve',
    listings: 'read write approve',
    channels: 'read',
    notices: 'read write approve',
    tasks: 'read write',
    activity: 'read',
    studio: 'read',
    self: 'read write',
  },
  // answers buyers: sees orders and buyers, sends links again, changes nothing that is sold
  support: {
    catalog: 'read',
    files: 'read',
    listings: 'read',
    channels: 'read',
    orders: 'read write',
    buyers: 'read',
    notices: 'read',
    tasks: 'read',
    activity: 'read',
    studio: 'read',
    self: 'read write',
  },
  // orders and what was done, for the books
  accountant: {
    catalog: 'read',
    channels: 'read',
    listings: 'read',
    orders: 'read',
    activity: 'read',
    audit: 'read',
    studio: 'read',
    self: 'read write',
  },
  viewer: {
    catalog: 'read',
    files: 'read',
    listings: 'read',
    channels: 'read',
    notices: 'read',
    tasks: 'read',
    activity: 'read',
    studio: 'read',
    self: 'read write',
  },
};

const scopesByRole = new Map<Role, ReadonlySet<string>>([
  ['owner', new Set(['*'])],
  ...Object.entries(rights).map(([role, nouns]): [Role, ReadonlySet<string>] => [
    role as Role,
    new Set(
      Object.entries(nouns).flatMap(([noun, verbs]) => verbs.split(' ').map((verb) => `${noun}:${verb}`)),
    ),
  ]),
]);

/** An unknown role (from a newer database) may do nothing. */
export const scopesOf = (role: string): ReadonlySet<string> => scopesByRole.get(role as Role) ?? new Set();
