/**
 * The contract of a spoke: what the engine asks of a shop, in the hub's words. A connector translates; it keeps no state,
 * opens no connection of its own (it gets `io.fetch`), decides about no retry, and holds every limit of its shop as data.
 */
import type { Log } from '../kit/log.ts';
import type { Money } from '../kit/money.ts';
import type {
  DesiredListing,
  FieldName,
  ObservedListing,
  PlanInput,
  ProjectionInput,
  ProjectionProblem,
  Step,
  StepOutcome,
} from './listing.ts';
import type { RemoteOrder } from './sale.ts';

export * from './listing.ts';
export type * from './sale.ts';

/** How the engine must react; decided by the connector, once. */
export type FailureKind =
  /** Nothing happened; wait until then. */
  | 'rate-limited'
  /** Nothing happened; try again later. */
  | 'transient'
  /** It may have happened: observe before anything else. */
  | 'ambiguous'
  /** The shop refuses it; only the seller can change that. */
  | 'rejected'
  /** The key is wrong, revoked or lacks a right: pause the channel, ask to reconnect. */
  | 'unauthorised'
  /** The listing is no longer there. */
  | 'gone';

export class ConnectorError extends Error {
  readonly kind: FailureKind;
  readonly retryAfterMs: number | undefined;
  readonly field: FieldName | undefined;

  /** `message`: a sentence for the seller, what happened and what to do. `cause`: the vendor's words, for the log. */
  constructor(
    kind: FailureKind,
    message: string,
    detail: { retryAfterMs?: number; field?: FieldName; cause?: unknown } = {},
  ) {
    super(message, { cause: detail.cause });
    this.name = 'ConnectorError';
    this.kind = kind;
    this.retryAfterMs = detail.retryAfterMs;
    this.field = detail.field;
  }
}

/** How a connector reaches the world: every call is counted, limited, fenced and timed by the engine. */
export interface ConnectorIo {
  /** Base URL without a trailing slash: the connector's default, or the channel's setting (sandbox). */
  baseUrl: string;
  /** Plain settings of the channel (`shopId`). */
  settings: Readonly<Record<string, string>>;
  /** Opened secrets of the channel (`accessToken`). Never logged. */
  secrets: Readonly<Record<string, string>>;
  /**
   * Like global fetch, but: takes a token from the bucket before, reads the shop's rate headers after, aborts at the
   * deadline, asks a read that failed on the way or in the shop twice more, and refuses (throws) once the lease is lost.
   * `url` is a function where each sending needs an address of its own, such as a signature that counts once. Throws ConnectorError `transient` (no answer, sent nothing)
   * or `ambiguous` (sent a write, no answer). `isWrite` defaults to "any method but GET and HEAD".
   */
  fetch(url: string | (() => string), init?: ConnectorRequest): Promise<ConnectorResponse>;
  /** Bytes of an asset to upload. */
  readAsset(sha256: string): Promise<Uint8Array>;
  /** Stores refreshed tokens (sealed) before anything else uses them. */
  saveSecrets(secrets: Record<string, string>): Promise<void>;
  now(): Date;
  log: Log;
}

export interface ConnectorRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Uint8Array | FormData | URLSearchParams;
  isWrite?: boolean;
}

export interface ConnectorResponse {
  status: number;
  headers: Headers;
  text(): Promise<string>;
  /** Throws ConnectorError `ambiguous` after a write, else `transient`, when the body is no JSON. */
  json(): Promise<unknown>;
}

/** A limit with where it was read: shown in the docs, enforced by `project`. */
export interface Limit<T = number> {
  value: T;
  source: string;
}

export interface Limits {
  titleLength: Limit;
  descriptionLength: Limit;
  tagCount: Limit;
  tagLength: Limit;
  imageCount: Limit;
  fileCount: Limit;
  fileBytes: Limit;
  fileNameLength: Limit;
  /** Lower-case extensions with the dot; null: any. Others are zipped by the file plan. */
  fileExtensions: Limit<readonly string[] | null>;
}

/** What this kind of shop can do through its API, and in which mode of the hub. */
export interface Capabilities {
  /** `shop`: it hosts one file for everybody. `hub`: buyers fetch from the hub. */
  bytesServedBy: 'shop' | 'hub';
  /** How bytes get there: uploaded by us, or fetched by the shop from an address of ours (needs Live mode). */
  filesBy: 'upload' | 'address';
  imagesBy: 'upload' | 'address';
  orders: ('webhook' | 'poll')[];
  /** `desk` works without a public address, `live` needs one. */
  mode: 'desk' | 'live';
  /** How far a leaked copy can be traced: to the shop, or to the order. */
  traceReaches: 'shop' | 'order';
  /** Whether the hub may write to this shop's buyers, and its rule in a sentence. */
  buyerContact: { rule: 'never' | 'transactional'; why: string; source: string };
  /** Whether drafts exist, so that new listings can land unpublished. */
  hasDrafts: boolean;
  /** What publishing costs, where it does. */
  publishFee: Limit<Money> | null;
  /** Fields that this shop lets the API write. */
  writable: readonly FieldName[];
}

/** What one key of the shop may call. */
export interface BucketSpec {
  /** Same key = same allowance, across channels and workers. */
  key: string;
  perSecond: number;
  /** Null: no daily limit. */
  perDay: number | null;
  source: string;
}

/** What the shop's headers say of the allowance, read after every answer. */
export interface RateReading {
  perSecond?: number;
  remainingSecond?: number;
  perDay?: number;
  remainingDay?: number;
}

export interface SecretField {
  name: string;
  label: string;
  help: string;
  isSecret: boolean;
}

/** How a seller connects. `keys`: fields to fill in. `oauth2`: a browser trip with PKCE, after the app's own keys. */
export type AuthMethod =
  | { kind: 'keys'; fields: SecretField[] }
  | {
      kind: 'oauth2';
      fields: SecretField[];
      scopes: string[];
      /** RFC 9207: what `iss` in the answer must be, where the shop sends it. */
      issuer?: string;
      authorizeUrl(
        io: Pick<ConnectorIo, 'baseUrl' | 'secrets' | 'settings'>,
        trip: { redirectUri: string; state: string; codeChallenge: string },
      ): string;
      exchangeCode(
        io: ConnectorIo,
        trip: { code: string; redirectUri: string; codeVerifier: string },
      ): Promise<Record<string, string>>;
      /** Ahead of expiry and once on 401. */
      refresh(io: ConnectorIo): Promise<Record<string, string>>;
      /** When the access token ends; null: it does not. */
      expiresAt(secrets: Readonly<Record<string, string>>): Date | null;
    };

export interface ShopIdentity {
  /** The shop's own id: two channels with the same one are the same shop. */
  remoteId: string;
  name: string;
  url: string | null;
  currency: string;
  /** Settings to keep (`shopId`). */
  settings: Record<string, string>;
}

export interface WebhookRequest {
  headers: Record<string, string | undefined>;
  /** The bytes as they came: signatures are made over these. */
  rawBody: Uint8Array;
}

export type WebhookVerdict =
  /** Authentic: store it under this id and answer 2xx. */
  | { kind: 'accepted'; deliveryId: string; topic: string }
  /** A test call of the shop without meaning: answer 2xx, store nothing. */
  | { kind: 'ping' }
  | { kind: 'refused'; why: string };

/** What a stored webhook says. Thin ones only name what to read again. */
export type WebhookEvent =
  | { kind: 'order'; order: RemoteOrder }
  | { kind: 'order-changed'; remoteId: string }
  | { kind: 'listing-changed'; remoteId: string }
  | { kind: 'nothing' };

export interface Webhooks {
  /** Pure, constant time. `secret` is the channel's webhook secret. */
  verify(request: WebhookRequest, secret: string, now: Date): WebhookVerdict;
  /** Pure: what a stored delivery means. */
  interpret(topic: string, rawBody: Uint8Array): WebhookEvent[];
  /** Creates or re-enables what is missing at the shop; left out where the shop has no API for it. */
  ensure?(io: ConnectorIo, target: { url: string; secret: string }): Promise<{ repaired: string[] }>;
}

export interface Connector {
  /** Folder name and value of `channel.kind`. */
  id: string;
  name: string;
  baseUrl: string;
  auth: AuthMethod;
  /** Settings the seller may set when connecting (a self-hosted shop's address). */
  settings: SecretField[];
  capabilities: Capabilities;
  limits: Limits;
  /** Who decides a field unless the seller says otherwise; fields not named are the hub's. */
  ownedByShop: readonly FieldName[];
  bucket(channel: {
    id: string;
    settings: Readonly<Record<string, string>>;
    secrets: Readonly<Record<string, string>>;
  }): BucketSpec;
  readRate(headers: Headers): RateReading;

  /** Reads who the key belongs to. Throws ConnectorError `unauthorised` for a wrong key. */
  identify(io: ConnectorIo): Promise<ShopIdentity>;
  /** Every listing of the shop, page by page, drafts included. `cursor` null: first page. */
  list(
    io: ConnectorIo,
    cursor: string | null,
  ): Promise<{ listings: ObservedListing[]; nextCursor: string | null }>;
  /** One listing as it is now; null when it is not there. */
  observe(io: ConnectorIo, remoteId: string): Promise<ObservedListing | null>;
  /** After an ambiguous create: listings that carry this SKU (or title, where there is no key), newest first. */
  find(io: ConnectorIo, marker: { sku: string; title: string }): Promise<ObservedListing[]>;

  /** Pure: cuts and cleans an offer's words to the shop's rules. Property: the result always fits `limits`. */
  project(input: ProjectionInput): { desired: DesiredListing; problems: ProjectionProblem[] };
  /** Pure, minimal, ordered, each step safe to stop after; empty when owned fields agree. */
  plan(input: PlanInput): Step[];
  /** Pure: owned fields that differ, for drift and for the seller's eyes. Same notion of equality as `plan`. */
  differences(input: PlanInput): FieldName[];
  /** One step. `remoteId` null only for the step that creates. */
  perform(
    io: ConnectorIo,
    step: Step,
    target: { remoteId: string | null; desired: DesiredListing; observed: ObservedListing | null },
  ): Promise<StepOutcome>;
  /** Where the shop takes many at once: steps of these kinds are grouped, results are per item, in order. */
  batch?: {
    kinds: readonly string[];
    size: number;
    perform(
      io: ConnectorIo,
      items: {
        step: Step;
        remoteId: string | null;
        desired: DesiredListing;
        observed: ObservedListing | null;
      }[],
    ): Promise<(StepOutcome | ConnectorError)[]>;
  };

  /** Orders changed since then, oldest first, page by page. */
  orders(
    io: ConnectorIo,
    since: Date,
    cursor: string | null,
  ): Promise<{ orders: RemoteOrder[]; nextCursor: string | null }>;
  order(io: ConnectorIo, remoteId: string): Promise<RemoteOrder | null>;
  webhooks?: Webhooks;
}

export const defineConnector = (connector: Connector): Connector => connector;

/** The spokes by id; `get` throws for an id that is not in the list. */
export interface Connectors {
  get(kind: string): Connector;
  all(): readonly Connector[];
}

declare module '../kit/ctx.ts' {
  interface Ports {
    connectors: Connectors;
  }
}
