import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFaults, type Faults } from '../kit/faults.ts';
import { answer, refusalXml, type S3Answer } from './answer.ts';
import { type Bucket, createBucket, S3Refusal } from './objects.ts';
import { bodyHash, checkSignature, NotSigned, type S3Keys } from './signature.ts';

export interface S3SandboxOptions {
  bucketName?: string;
  region?: string;
  keys?: S3Keys;
  /** `gcs`: refuses what Google's S3-compatible door refuses. */
  flavour?: 's3' | 'gcs';
  pageSize?: number;
}

export interface S3Sandbox {
  /** Address of the store, without the bucket. */
  url: string;
  bucketName: string;
  region: string;
  keys: S3Keys;
  bucket: Bucket;
  /** What fails, and how: `rate-limited` is 503 SlowDown. */
  faults: Faults;
  /** Cuts the line in the middle of the next `times` bodies that are read, after `afterBytes`. */
  cutBodies(times: number, afterBytes: number): void;
  /** The next `times` requests are taken and never answered. */
  hang(times: number): void;
  /** Requests so far, as `PUT key`, refused ones with their code behind. */
  log: string[];
  close(): Promise<void>;
}

/** A strict small S3 on loopback: one bucket in memory, signatures checked, addressed by path. */
export async function startS3Sandbox(options: S3SandboxOptions = {}): Promise<S3Sandbox> {
  const bucketName = options.bucketName ?? 'patterns';
  const region = options.region ?? 'eu-test-1';
  const keys = options.keys ?? { accessKeyId: 'AKSANDBOX', secretAccessKey: 'sandbox-secret-key' };
  const settings = { bucketName, pageSize: options.pageSize ?? 1000, flavour: options.flavour ?? 's3' };
  const bucket = createBucket(Date.now);
  const faults = createFaults();
  const log: string[] = [];
  let cuts = { times: 0, afterBytes: 0 };
  let hangs = 0;

  const answerTo = (request: IncomingMessage, body: Buffer): S3Answer => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [named, ...rest] = decodeURIComponent(url.pathname).slice(1).split('/');
    try {
      const { payloadHash, isPresigned } = checkSignature(request, keys, region, Date.now());
      if (payloadHash !== null && payloadHash !== bodyHash(body))
        throw new S3Refusal(400, 'XAmzContentSHA256Mismatch', 'The body is not the one that was signed.');
      if (named !== bucketName)
        throw new S3Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist');
      const { method = 'GET', headers } = request;
      return answer(
        bucket,
        { method, key: rest.join('/'), query: url.searchParams, headers, body, isPresigned },
        settings,
      );
    } catch (error) {
      if (error instanceof NotSigned)
        return refusalXml(error.code === 'NotImplemented' ? 501 : 403, error.code, error.message);
      if (error instanceof S3Refusal) return refusalXml(error.status, error.code, error.message);
      throw error;
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET' } = request;
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (hangs > 0) {
      hangs -= 1;
      return;
    }
    const { latencyMs } = faults.settings();
    if (latencyMs > 0) await sleep(latencyMs);
    const fault = faults.draw(method, path);
    const runs = fault === undefined || fault.endsWith('-after') || fault === 'slow-body';
    let reply = runs ? answerTo(request, Buffer.concat(chunks)) : null;
    if (fault === 'rate-limited') reply = refusalXml(503, 'SlowDown', 'Please reduce your request rate.');
    if (fault?.startsWith('fail'))
      reply = refusalXml(500, 'InternalError', 'We encountered an internal error.');
    const code = /<Code>(\w+)</.exec(reply && reply.status >= 400 ? reply.body.toString() : '')?.[1];
    log.push(
      `${method} ${path.slice(bucketName.length + 2)}${code ? ` ${code}` : ''}${fault ? ` (${fault})` : ''}`,
    );
    if (!reply || fault?.startsWith('cut')) return void request.socket.destroy();
    const isError = reply.status >= 400;
    const body = method === 'HEAD' ? Buffer.alloc(0) : reply.body;
    response.writeHead(reply.status, {
      'x-amz-request-id': String(log.length),
      ...(method === 'HEAD' && !isError
        ? {}
        : reply.status === 204
          ? {}
          : { 'content-length': String(body.length) }),
      ...(method === 'HEAD' && isError ? {} : reply.headers),
    });
    if (cuts.times > 0 && method === 'GET' && !isError && body.length > cuts.afterBytes) {
      cuts = { ...cuts, times: cuts.times - 1 };
      response.write(body.subarray(0, cuts.afterBytes), () => request.socket.destroy());
      return;
    }
    response.end(body);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bucketName,
    region,
    keys,
    bucket,
    faults,
    cutBodies: (times, afterBytes) => {
      cuts = { times, afterBytes };
    },
    hang: (times) => {
      hangs = times;
    },
    log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
