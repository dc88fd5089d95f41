import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { HubError } from '../kit/errors.ts';
import type { BucketAddress } from './address.ts';

export interface Head {
  sizeBytes: number;
  modifiedAt: Date;
  /** What was said of the bytes when they were put. */
  sha256: string | null;
}

export interface Part {
  number: number;
  etag: string;
}

/**
 * One bucket through the S3 protocol: the client signs, and tries again what a store refuses for the moment. Everything here
 * may be repeated. Errors: HubError `unavailable` or `invalid` with a sentence; what is not there is null.
 */
export type Bucket = ReturnType<typeof openBucket>;

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');

export interface Patience {
  /** A connection that says nothing for so long is dead. */
  silenceMs: number;
  /** Tries of one request, the first included. */
  attempts: number;
}

export const patience: Patience = { silenceMs: 20_000, attempts: 5 };

export function openBucket(address: BucketAddress, { silenceMs, attempts }: Patience = patience) {
  const { bucket: Bucket, prefix } = address;
  const client = new S3Client({
    region: address.region,
    ...(address.endpoint ? { endpoint: address.endpoint, forcePathStyle: true } : {}),
    maxAttempts: attempts,
    // many stores refuse the newer checksums; our own are MD5 on the way and SHA-256 at rest
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 5_000, socketTimeout: silenceMs },
    logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  });
  const at = (key: string) => ({ Bucket, Key: prefix + key });
  /** `absent`: what is answered when there is no such object. */
  const ask = async <T, A>(request: Promise<T>, absent: A): Promise<T | A> => {
    try {
      return await request;
    } catch (error) {
      if (statusOf(error) === 404 && codeOf(error) !== 'NoSuchBucket') return absent;
      throw sentenceFor(error, address);
    }
  };
  const about = (sha256: string) => ({
    ContentType: 'application/octet-stream',
    Metadata: { sha256 },
  });

  return {
    async head(key: string): Promise<Head | null> {
      const found = await ask(client.send(new HeadObjectCommand(at(key))), null);
      return (
        found && {
          sizeBytes: found.ContentLength ?? 0,
          modifiedAt: found.LastModified ?? new Date(0),
          sha256: found.Metadata?.sha256 ?? null,
        }
      );
    },

    /** From byte `start` to `end`, both included; left out: all of it. */
    async get(
      key: string,
      range?: { start: number; end: number },
    ): Promise<{ body: Readable; sizeBytes: number } | null> {
      const wanted = range ? { Range: `bytes=${range.start}-${range.end}` } : {};
      const found = await ask(client.send(new GetObjectCommand({ ...at(key), ...wanted })), null);
      return found && { body: found.Body as Readable, sizeBytes: found.ContentLength ?? 0 };
    },

    async put(key: string, bytes: Uint8Array, sha256: string): Promise<void> {
      const body = { Body: bytes, ContentLength: bytes.length, ContentMD5: md5(bytes) };
      await ask(client.send(new PutObjectCommand({ ...at(key), ...body, ...about(sha256) })), null);
    },

    /** Makes the store say that it was put now. False: it is not there, or this store cannot. */
    async touch(key: string, sha256: string): Promise<boolean> {
      const copy = {
        CopySource: `/${Bucket}/${encodeURI(prefix + key)}`,
        MetadataDirective: 'REPLACE' as const,
      };
      return client.send(new CopyObjectCommand({ ...at(key), ...copy, ...about(sha256) })).then(
        () => true,
        (error: unknown) => {
          const status = statusOf(error);
          if (status !== null && status >= 400 && status < 500) return false;
          throw sentenceFor(error, address);
        },
      );
    },

    async remove(key: string, patienceMs?: number): Promise<void> {
      const abort = patienceMs ? { abortSignal: AbortSignal.timeout(patienceMs) } : {};
      await ask(client.send(new DeleteObjectCommand(at(key)), abort), null);
    },

    async *list(below: string): AsyncGenerator<{ key: string; sizeBytes: number; modifiedAt: Date }> {
      let token: string | undefined;
      do {
        const page = await ask(
          client.send(
            new ListObjectsV2Command({
              Bucket,
              Prefix: prefix + below,
              ...(token ? { ContinuationToken: token } : {}),
            }),
          ),
          null,
        );
        for (const { Key = '', Size = 0, LastModified = new Date(0) } of page?.Contents ?? [])
          yield { key: Key.slice(prefix.length), sizeBytes: Size, modifiedAt: LastModified };
        token = page?.NextContinuationToken;
      } while (token);
    },

    async begin(key: string, sha256: string): Promise<string> {
      const made = await ask(
        client.send(new CreateMultipartUploadCommand({ ...at(key), ...about(sha256) })),
        null,
      );
      if (!made?.UploadId) throw sentenceFor(new Error('The store began no upload.'), address);
      return made.UploadId;
    },

    async part(key: string, uploadId: string, number: number, bytes: Uint8Array): Promise<Part> {
      const part = {
        UploadId: uploadId,
        PartNumber: number,
        ContentLength: bytes.length,
        ContentMD5: md5(bytes),
      };
      const done = await ask(client.send(new UploadPartCommand({ ...at(key), ...part, Body: bytes })), null);
      if (!done?.ETag) throw sentenceFor(new Error('The upload is gone.'), address);
      return { number, etag: done.ETag };
    },

    async complete(key: string, uploadId: string, parts: readonly Part[]): Promise<void> {
      const list = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
      // null: a repeat of one whose answer was lost; whether the object is there is looked at afterwards
      await ask(
        client.send(
          new CompleteMultipartUploadCommand({
            ...at(key),
            UploadId: uploadId,
            MultipartUpload: { Parts: list },
          }),
        ),
        null,
      );
    },

    async abort(key: string, uploadId: string): Promise<void> {
      await ask(client.send(new AbortMultipartUploadCommand({ ...at(key), UploadId: uploadId })), null);
    },

    /** What was begun and neither finished nor given up. */
    async unfinished(): Promise<{ key: string; uploadId: string; startedAt: Date }[]> {
      const found = await ask(client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: prefix })), null);
      return (found?.Uploads ?? []).map(({ Key = '', UploadId = '', Initiated = new Date() }) => ({
        key: Key.slice(prefix.length),
        uploadId: UploadId,
        startedAt: Initiated,
      }));
    },

    sign(
      key: string,
      shown: { disposition: string; contentType: string },
      expiresIn: number,
    ): Promise<string> {
      const headers = {
        ResponseContentDisposition: shown.disposition,
        ResponseContentType: shown.contentType,
      };
      return getSignedUrl(client, new GetObjectCommand({ ...at(key), ...headers }), { expiresIn });
    },

    close: (): void => client.destroy(),
  };
}

const statusOf = (error: unknown): number | null =>
  (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode ?? null;
const codeOf = (error: unknown): string => (error as { name?: string } | null)?.name ?? '';

function sentenceFor(error: unknown, { bucket }: BucketAddress): HubError {
  const [code, status] = [codeOf(error), statusOf(error)];
  const cause = { cause: error };
  if (code === 'NoSuchBucket')
    return new HubError(
      'unavailable',
      `There is no bucket “${bucket}” there. Check SPINDLE_STORAGE, or make it.`,
      cause,
    );
  if (code === 'CredentialsProviderError')
    return new HubError(
      'unavailable',
      `No key for the bucket “${bucket}” was found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
      cause,
    );
  if (status === 401 || status === 403)
    return new HubError(
      'unavailable',
      `The store of files refused the key for the bucket “${bucket}” (${code}). Check the key, its rights, the region, and this computer’s clock.`,
      cause,
    );
  return new HubError(
    'unavailable',
    `The store of files does not answer as it should (${code || 'no answer'}). It is tried again; nothing is lost.`,
    { ...cause, retryAfterMs: 5_000 },
  );
}
