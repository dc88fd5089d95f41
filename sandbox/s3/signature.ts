import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface S3Keys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Why a request is not believed: the code and the words that S3 answers with. */
export class NotSigned extends Error {
  readonly code: string;
  constructor(code: string, words: string) {
    super(words);
    this.code = code;
  }
}

const hash = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: string | Uint8Array, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();
/** RFC 3986: more than encodeURIComponent encodes. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const maxSkewMs = 15 * 60 * 1000;
const maxExpirySeconds = 7 * 24 * 3600;

interface Claim {
  credential: string;
  signedHeaders: string[];
  signature: string;
  amzDate: string;
  payloadHash: string;
  query: [string, string][];
}

/**
 * Signature version 4, in the header or in the query. Answers the hash that the body has to have; null: it is not signed.
 * Throws NotSigned.
 */
export function checkSignature(
  request: IncomingMessage,
  keys: S3Keys,
  region: string,
  nowMs: number,
): { payloadHash: string | null; isPresigned: boolean } {
  const [path = '/', search = ''] = (request.url ?? '/').split('?');
  const query = [...new URLSearchParams(search)] as [string, string][];
  const isPresigned = query.some(([name]) => name === 'X-Amz-Signature');
  const claim = isPresigned ? fromQuery(query, nowMs) : fromHeader(request, query, nowMs);
  const [accessKeyId, day = '', named, service, end] = claim.credential.split('/');
  if (accessKeyId !== keys.accessKeyId) throw new NotSigned('InvalidAccessKeyId', 'This key is not known.');
  if (named !== region || service !== 's3' || end !== 'aws4_request' || !claim.amzDate.startsWith(day))
    throw new NotSigned(
      'AuthorizationHeaderMalformed',
      `The scope must be ${day}/${region}/s3/aws4_request.`,
    );
  refuseUnsigned(request, claim.signedHeaders);
  const canonical = [
    request.method,
    path,
    claim.query
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...claim.signedHeaders.map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    claim.signedHeaders.join(';'),
    claim.payloadHash,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${claim.amzDate}\n${scope}\n${hash(canonical)}`;
  const key = ['s3', 'aws4_request'].reduce<Uint8Array>(
    (at, part) => hmac(at, part),
    hmac(hmac(`AWS4${keys.secretAccessKey}`, day), region),
  );
  const right = hmac(key, text);
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length !== right.length || !timingSafeEqual(given, right))
    throw new NotSigned('SignatureDoesNotMatch', 'The signature does not match the request.');
  return { payloadHash: claim.payloadHash === 'UNSIGNED-PAYLOAD' ? null : claim.payloadHash, isPresigned };
}

function fromHeader(request: IncomingMessage, query: [string, string][], nowMs: number): Claim {
  const { authorization = '' } = request.headers;
  const found = /^AWS4-HMAC-SHA256 Credential=(\S+?), ?SignedHeaders=(\S+?), ?Signature=([0-9a-f]{64})$/.exec(
    authorization,
  );
  if (!found) throw new NotSigned('AccessDenied', 'The request is not signed.');
  const [, credential = '', names = '', signature = ''] = found;
  const amzDate = String(request.headers['x-amz-date'] ?? '');
  if (Math.abs(momentOf(amzDate) - nowMs) > maxSkewMs)
    throw new NotSigned('RequestTimeTooSkewed', 'The clocks are too far apart.');
  const payloadHash = String(request.headers['x-amz-content-sha256'] ?? '');
  if (!/^([0-9a-f]{64}|UNSIGNED-PAYLOAD)$/.test(payloadHash))
    throw new NotSigned('NotImplemented', 'Bodies in signed chunks are not taken here.');
  return { credential, signedHeaders: names.split(';'), signature, amzDate, payloadHash, query };
}

function fromQuery(query: [string, string][], nowMs: number): Claim {
  const of = (name: string): string => query.find(([one]) => one === `X-Amz-${name}`)?.[1] ?? '';
  if (of('Algorithm') !== 'AWS4-HMAC-SHA256')
    throw new NotSigned('AuthorizationQueryParametersError', 'The algorithm is not known.');
  const expires = Number(of('Expires'));
  if (!(expires > 0 && expires <= maxExpirySeconds))
    throw new NotSigned('AuthorizationQueryParametersError', 'A link lasts from a second to a week.');
  const signedAt = momentOf(of('Date'));
  if (nowMs > signedAt + expires * 1000 || nowMs < signedAt - maxSkewMs)
    throw new NotSigned('AccessDenied', 'Request has expired');
  return {
    credential: of('Credential'),
    signedHeaders: of('SignedHeaders').split(';'),
    signature: of('Signature'),
    amzDate: of('Date'),
    payloadHash: 'UNSIGNED-PAYLOAD',
    query: query.filter(([name]) => name !== 'X-Amz-Signature'),
  };
}

function refuseUnsigned(request: IncomingMessage, signed: string[]): void {
  const must = Object.keys(request.headers).filter(
    (name) => name === 'host' || name === 'content-md5' || name.startsWith('x-amz-'),
  );
  const left = must.find((name) => !signed.includes(name));
  if (left) throw new NotSigned('AccessDenied', `There were headers present which were not signed: ${left}`);
}

function momentOf(amzDate: string): number {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate);
  if (!found) throw new NotSigned('AccessDenied', 'The date is missing or wrong.');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export const bodyHash = hash;
