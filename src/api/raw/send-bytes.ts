import type { OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defineCounter } from '../../kit/metrics.ts';
import type { Host } from '../../kit/run-operation.ts';
import { cutPieces, type Piece, piecesOfCopy } from '../../modules/marks/index.ts';
import { contentDisposition, parseRange } from './byte-range.ts';
import { pump } from './pump.ts';

export interface Bytes {
  sha256: string;
  sizeBytes: number;
  contentType: string;
  name: string;
  /** For a copy that is put together; left out: the blob of this hash. */
  pieces?: Piece[];
}

const downloads = defineCounter(
  'spindle_downloads_total',
  'Files and pictures that were sent, by who sent them.',
  ['kind', 'by'],
);

/** A probe of the first bytes is not a download. */
const probeBytes = 1024;
/** Long enough to begin and to resume; a link that is revoked meanwhile gives nothing new. */
const addressSeconds = 15 * 60;

/**
 * Streams a blob: ranges, resuming, ETag. `onStart` is asked before the first byte of a start (not for a resumed part, a probe or
 * HEAD); when it answers false nothing is sent and this answers false too.
 */
export async function sendBytes(
  host: Host,
  request: FastifyRequest,
  reply: FastifyReply,
  bytes: Bytes,
  how: {
    disposition: 'attachment' | 'inline';
    cacheControl: string;
    onStart?: (isResume: boolean) => Promise<boolean>;
    /** Who asks is a browser, which may be sent on to the store for the bytes. */
    mayRedirect?: true;
  },
): Promise<boolean> {
  const etag = `"${bytes.sha256}"`;
  void reply
    .header('etag', etag)
    .header('accept-ranges', 'bytes')
    .header('cache-control', how.cacheControl)
    .header('content-type', bytes.contentType)
    .header('content-disposition', contentDisposition(how.disposition, bytes.name))
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('x-robots-tag', 'noindex');
  if (request.headers['if-none-match'] === etag) {
    await reply.code(304).send();
    return true;
  }
  const ifRange = request.headers['if-range'];
  const range = ifRange && ifRange !== etag ? null : parseRange(request.headers.range, bytes.sizeBytes);
  if (range === 'none') {
    await reply.code(416).header('content-range', `bytes */${bytes.sizeBytes}`).send();
    return true;
  }
  const length = range ? range.end - range.start + 1 : bytes.sizeBytes;
  if (range)
    void reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${bytes.sizeBytes}`);
  void reply.header('content-length', length);
  if (request.method === 'HEAD') {
    // an empty stream: for no body at all the framework would say that the length is 0
    await reply.send(Readable.from([]));
    return true;
  }
  const isProbe = range !== null && range.start === 0 && length < Math.min(probeBytes, bytes.sizeBytes);
  if (!isProbe && how.onStart && !(await how.onStart((range?.start ?? 0) > 0))) {
    withoutFile(reply);
    return false;
  }
  // a probe is not counted, so it gets no address that gives the whole; what is put together here lies nowhere whole
  if (how.mayRedirect && !isProbe && !bytes.pieces && host.ports.storage.signedUrl) {
    const disposition = contentDisposition(how.disposition, bytes.name);
    const shown = { disposition, contentType: bytes.contentType, expiresInSeconds: addressSeconds };
    const url = await host.ports.storage.signedUrl(bytes.sha256, shown);
    downloads.add({ kind: how.disposition === 'inline' ? 'picture' : 'file', by: 'store' });
    await withoutFile(reply).header('cache-control', 'no-store').redirect(url, 302);
    return true;
  }
  if (!isProbe) downloads.add({ kind: how.disposition === 'inline' ? 'picture' : 'file', by: 'hub' });
  await send(host, reply, cutPieces(piecesOfCopy(bytes), range ?? { start: 0, end: bytes.sizeBytes - 1 }));
  return true;
}

/** What described the file, when something else is answered. */
function withoutFile(reply: FastifyReply): FastifyReply {
  for (const name of ['content-length', 'content-range', 'etag', 'accept-ranges', 'content-disposition'])
    void reply.removeHeader(name);
  return reply;
}

/** Past the framework's streams: they cost more than reading and sending together. */
async function send(host: Host, reply: FastifyReply, pieces: readonly Piece[]): Promise<void> {
  const { raw } = reply;
  try {
    await pump(host.ports.storage, pieces, raw, () => {
      reply.hijack();
      raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders);
    });
    raw.end();
  } catch (error) {
    if (!raw.headersSent) throw error;
    if (!raw.destroyed) host.log.error({ err: error }, 'a download broke off');
    raw.destroy();
  }
}
