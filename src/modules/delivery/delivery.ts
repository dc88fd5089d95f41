import type { Connectors } from '../../connectors/connector.ts';
import type { Ctx } from '../../kit/ctx.ts';
import type { OfferPart } from '../catalog/index.ts';
import type { CurrentFile } from '../files/index.ts';

export const linkTtlMs = 72 * 60 * 60 * 1000;
export const linkDownloads = 10;
/** Fresh links that a buyer may make for one purchase within a day. */
export const linksPerDay = 60;
export const libraryTtlMs = 365 * 24 * 60 * 60 * 1000;

/** What a buyer of this part gets of a pattern's files. Pictures for the shop window are not goods. */
export const isForPart = (
  file: Pick<CurrentFile, 'role' | 'language'>,
  part: Pick<OfferPart, 'roles' | 'languages'>,
): boolean =>
  file.role !== 'cover' &&
  (part.roles === null || part.roles.includes(file.role)) &&
  (part.languages === null || file.language === null || part.languages.includes(file.language));

/** The file that takes the place of an older one: same name, else the only one of its role and language. */
export function successorOf<F extends Pick<CurrentFile, 'role' | 'language' | 'name'>>(
  old: Pick<CurrentFile, 'role' | 'language' | 'name'>,
  current: readonly F[],
): F | null {
  const alike = current.filter((file) => file.role === old.role && file.language === old.language);
  return alike.find((file) => file.name === old.name) ?? (alike.length === 1 ? (alike[0] ?? null) : null);
}

export type LinkState = 'open' | 'expired' | 'used-up' | 'revoked' | 'withdrawn';

export interface LinkFacts {
  expiresAt: Date;
  maxDownloads: number;
  downloads: number;
  revokedAt: Date | null;
  entitlementRevokedAt: Date | null;
  isWithdrawn: boolean;
}

/** In the order of what a buyer should hear first. */
export function linkState(link: LinkFacts, now: Date): LinkState {
  if (link.revokedAt || link.entitlementRevokedAt) return 'revoked';
  if (link.isWithdrawn) return 'withdrawn';
  if (link.expiresAt <= now) return 'expired';
  return link.downloads >= link.maxDownloads ? 'used-up' : 'open';
}

export interface ChannelRules {
  /** Whether the buyers of this shop may be written to, and the rule in a sentence. */
  mayWrite: boolean;
  why: string;
  /** Whether copies for its buyers are worth making ahead. */
  isServedByHub: boolean;
}

/** `kind` null: an order of the hub itself. */
export function channelRules(connectors: Connectors, kind: string | null): ChannelRules {
  if (kind === null) return { mayWrite: true, why: '', isServedByHub: true };
  const { capabilities } = connectors.get(kind);
  const mayWrite = capabilities.buyerContact.rule !== 'never';
  return {
    mayWrite,
    why: capabilities.buyerContact.why,
    isServedByHub: mayWrite || capabilities.bytesServedBy === 'hub',
  };
}

export const libraryUrl = (ctx: Pick<Ctx, 'ports'>, token: string): string =>
  `${ctx.ports.address.url}/my/${token}`;
export const linkUrl = (ctx: Pick<Ctx, 'ports'>, token: string): string =>
  `${ctx.ports.address.url}/d/${token}`;

/** A copy that had to be packed has another ending than its master. */
export const copyName = (
  name: string,
  master: { contentType: string },
  copy: { contentType: string },
): string =>
  copy.contentType === master.contentType || copy.contentType !== 'application/zip' ? name : `${name}.zip`;
