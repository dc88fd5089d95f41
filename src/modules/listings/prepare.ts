import type { Connector, DesiredFile, DesiredImage, ProjectionProblem } from '../../connectors/connector.ts';
import type { Host } from '../../kit/run-operation.ts';
import type { OfferView } from '../catalog/index.ts';
import type { Channel } from '../channels/index.ts';
import type { CurrentFile } from '../files/index.ts';
import { type Copy, channelLine, ensureCopy } from '../marks/index.ts';
import { type Address, ensureAddresses } from './address-store.ts';
import type { Desk } from './desk.ts';
import type { AddressRow } from './drift.ts';
import { copyExtension, type PlannedFile, planFiles, tooLargeProblem } from './file-plan.ts';
import type { Listing } from './listing.ts';
import { packArchive } from './pack-archive.ts';
import type { Sheet } from './sheet-store.ts';

/** A place of the file plan with the master in it, or the archive's sum. */
export interface Place {
  slot: string;
  role: string;
  name: string;
  sizeBytes: number;
}

export interface Prepared {
  files: DesiredFile[];
  images: DesiredImage[];
  addresses: AddressRow[];
  problems: ProjectionProblem[];
  /** The masters behind each place, for finding a shop's own files again. */
  places: Place[];
  /** The release that the files are of; null for a bundle or when there is none. */
  releaseId: string | null;
}

/**
 * Makes what goes up to this shop: its own copies of the planned files, archives, addresses. Never in a transaction: child
 * processes work on the files. The same master gives the same copy, so it may run any number of times.
 */
export async function prepareBytes(
  host: Host,
  channel: Channel,
  connector: Connector,
  desk: Desk,
  { listing, addresses: known }: Pick<Sheet, 'addresses'> & { listing: Pick<Listing, 'id' | 'language'> },
  offer: OfferView,
): Promise<Prepared> {
  const current = await desk.files(offer);
  const { files: planned, problems } = planFiles({
    files: current,
    parts: offer.parts,
    language: listing.language,
    rule: channel.filePlan,
    limits: connector.limits,
  });
  const files: DesiredFile[] = [];
  for (const file of planned) files.push(await makeFile(host, channel, file));
  const limit = connector.limits.fileBytes.value;
  const late = files
    .filter((file) => file.sizeBytes > limit)
    .map((file) => tooLargeProblem(file.name, limit));
  const images: DesiredImage[] = offer.images
    .slice(0, connector.limits.imageCount.value)
    .map(({ sha256, contentType, sizeBytes, alt }) => ({ sha256, contentType, sizeBytes, alt }));
  const addressed = await giveAddresses(host, connector, listing.id, files, images, known);
  const releases = new Set(current.map((file) => file.releaseId));
  return {
    ...addressed,
    problems: [...problems, ...late.filter((one) => !problems.some((p) => p.message === one.message))],
    places: planned.map(toPlace),
    releaseId: releases.size === 1 ? ([...releases][0] ?? null) : null,
  };
}

function toPlace({ slot, name, members }: PlannedFile): Place {
  const [only] = members.length === 1 ? members : [];
  return {
    slot,
    role: only?.role ?? slot,
    name: only?.name ?? name,
    sizeBytes: members.reduce((sum, member) => sum + member.sizeBytes, 0),
  };
}

/** This shop's copy of a master: made when it is first asked for. Throws HubError where the file cannot be marked. */
export const copyForShop = (host: Host, channel: Channel, file: CurrentFile): Promise<Copy> =>
  ensureCopy(host, {
    masterSha256: file.sha256,
    contentType: file.contentType,
    subject: { kind: 'channel', id: channel.id },
    line: channelLine(channel.name),
    name: file.name,
  });

async function makeFile(host: Host, channel: Channel, planned: PlannedFile): Promise<DesiredFile> {
  const [only] = planned.members;
  if (!planned.isArchive && only) {
    const { sha256, sizeBytes, contentType } = await copyForShop(host, channel, only);
    return { slot: planned.slot, name: planned.name, sha256, sizeBytes, contentType };
  }
  const members: { name: string; sha256: string }[] = [];
  for (const file of planned.members) {
    const copy = await copyForShop(host, channel, file);
    members.push({ name: memberName(file, members), sha256: copy.sha256 });
  }
  const archive = await packArchive(host.ports.storage, members);
  return { slot: planned.slot, name: planned.name, contentType: 'application/zip', ...archive };
}

/** In a bundle's archive two patterns may have a file of the same name. */
function memberName(file: CurrentFile, before: readonly { name: string }[]): string {
  const extension = copyExtension(file.contentType);
  const plain = file.name.toLowerCase().endsWith(extension) ? file.name : `${file.name}${extension}`;
  const clashes = before.filter((one) => one.name === plain || one.name.endsWith(`-${plain}`)).length;
  return clashes === 0 ? plain : `${clashes + 1}-${plain}`;
}

async function giveAddresses(
  host: Host,
  connector: Connector,
  listingId: string,
  files: DesiredFile[],
  images: DesiredImage[],
  known: Address[],
): Promise<Pick<Prepared, 'files' | 'images' | 'addresses'>> {
  const { filesBy, imagesBy } = connector.capabilities;
  const wanted = [
    ...(filesBy === 'address'
      ? files.map(({ slot, sha256, name }) => ({ kind: 'file' as const, slot, sha256, name }))
      : []),
    ...(imagesBy === 'address'
      ? images.map(({ sha256, contentType }) => ({
          kind: 'image' as const,
          slot: sha256,
          sha256,
          name: `picture${imageExtension(contentType)}`,
        }))
      : []),
  ];
  if (wanted.length === 0) return { files, images, addresses: [] };
  const isKnown = wanted.every((one) => known.some((row) => row.kind === one.kind && row.slot === one.slot));
  const rows = isKnown ? known : await host.transaction((tx) => ensureAddresses(tx, listingId, wanted));
  const addresses = rows.map((row) => ({ ...row, url: addressUrl(host.ports.address.url, row) }));
  const urlOf = (kind: string, slot: string) =>
    addresses.find((row) => row.kind === kind && row.slot === slot)?.url;
  return {
    addresses,
    files: files.map((file) => ({ ...file, address: urlOf('file', file.slot) })),
    images: images.map((image) => ({ ...image, address: urlOf('image', image.sha256) })),
  };
}

/** Stable across releases, with the ending that shops look for. */
export function addressUrl(hubUrl: string, one: { token: string; kind: string; name: string }): string {
  const ending = /\.[a-z0-9]+$/i.exec(one.name)?.[0] ?? '';
  return `${hubUrl}/a/${one.token}/${one.kind}${ending.toLowerCase()}`;
}

const imageExtension = (contentType: string): string =>
  ({ 'image/png': '.png', 'image/webp': '.webp', 'image/gif': '.gif' })[contentType] ?? '.jpg';
