import type {
  Connector,
  DesiredFile,
  DesiredImage,
  DesiredListing,
  ObservedListing,
  ProjectionProblem,
} from '../../connectors/connector.ts';
import { currentPrice, type OfferView } from '../catalog/index.ts';
import type { PriceRule } from '../channels/index.ts';
import { keptMark } from './drift.ts';
import { withOwnFiles } from './file-plan.ts';
import type { OwnValues, WantedState } from './listing.ts';
import { shopPrice } from './price.ts';

export interface DesiredInput {
  offer: OfferView;
  channel: {
    id: string;
    currency: string | null;
    settings: Readonly<Record<string, string>>;
    priceRule: PriceRule;
  };
  connector: Pick<Connector, 'project'>;
  wantedState: WantedState;
  ownValues: OwnValues;
  /** This shop's copies, planned and made. */
  files: DesiredFile[];
  images: DesiredImage[];
  /** As the ledger sees it: an adopted file that is right already keeps the address it has. */
  observed: ObservedListing | null;
  at: Date;
}

/** Pure: what we want on the shop, cut to its rules, with this shop's own values on top. */
export function toDesired(input: DesiredInput): {
  desired: DesiredListing;
  problems: ProjectionProblem[];
  /** Set where the catalogue, not the seller on this listing, takes it off sale. */
  isTakenDown: boolean;
} {
  const { offer, channel, ownValues: own, observed } = input;
  const regular = currentPrice(offer, channel.id, input.at);
  const price = own.price ?? shopPrice(regular, channel.priceRule, channel.currency);
  const isTakenDown =
    input.wantedState === 'live' && (offer.state === 'archived' || offer.pattern.state === 'archived');
  const { desired, problems } = input.connector.project({
    title: offer.kind === 'part' ? `${offer.pattern.title} (${offer.name})` : offer.pattern.title,
    story: offer.pattern.story,
    tags: offer.pattern.tags,
    category: offer.pattern.category,
    price: price ?? regular,
    sku: offer.sku,
    state: stateOn(input.wantedState, isTakenDown, observed),
    images: input.images,
    files: input.files,
    settings: channel.settings,
  });
  const found = [...problems];
  if (!price)
    found.push({
      field: 'price',
      severity: 'block',
      message: `The price is in ${regular.currency}, the shop sells in ${channel.currency}. Set a rate in this shop’s price rule.`,
    });
  const { files: _, isPutBack: __, ...words } = own;
  // After the projection: the shop's own names fit the shop.
  const planned = withOwnFiles(desired.files, own.files);
  // "As it was" means the addresses too.
  const files = own.files?.pinned ? planned : keepAddresses([...planned, ...keptFiles(own)], observed);
  return {
    desired: { ...desired, ...withoutUndefined(words), files },
    problems: found.filter((problem) => !(problem.field in own)),
    isTakenDown,
  };
}

function stateOn(
  wanted: WantedState,
  isTakenDown: boolean,
  observed: ObservedListing | null,
): DesiredListing['state'] {
  const goal = wanted === 'removed' || isTakenDown ? 'paused' : wanted;
  // What never was on sale need not be taken off sale.
  return goal === 'paused' && (observed === null || observed.state === 'draft') ? 'draft' : goal;
}

/** The shop's extra files stand in the wanted listing too, so that they are counted and never taken for strays. */
const keptFiles = (own: OwnValues): DesiredFile[] =>
  (own.files?.keep ?? []).map((file) => ({
    slot: keptMark(file.remoteId),
    name: file.name,
    sha256: keptMark(file.remoteId),
    contentType: 'application/octet-stream',
    sizeBytes: file.sizeBytes ?? 0,
    ...(file.url ? { address: file.url } : {}),
  }));

function keepAddresses(files: DesiredFile[], observed: ObservedListing | null): DesiredFile[] {
  return files.map((file) => {
    const same = observed?.files.find((one) => one.slot === file.slot && one.sha256 === file.sha256);
    return file.address && same?.url ? { ...file, address: same.url } : file;
  });
}

const withoutUndefined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
