import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Bucket, S3Refusal, type StoredObject } from './objects.ts';

export interface S3Request {
  method: string;
  key: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  isPresigned: boolean;
}

export interface S3Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export interface AnswerOptions {
  bucketName: string;
  /** Names on one page of a listing at most. */
  pageSize: number;
  /** `gcs`: what Google's S3-compatible door refuses is refused. */
  flavour: 's3' | 'gcs';
}

const entity = (text: string): string => text.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export const xml = (status: number, root: string, inner: string): S3Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`,
  ),
});

export const refusalXml = (status: number, code: string, words: string): S3Answer =>
  xml(status, 'Error', `<Code>${code}</Code><Message>${entity(words)}</Message>`);

const empty = (status: number, headers: Record<string, string> = {}): S3Answer => ({
  status,
  headers,
  body: Buffer.alloc(0),
});

/** What the bucket does with one signed request. Throws S3Refusal. */
export function answer(bucket: Bucket, request: S3Request, options: AnswerOptions): S3Answer {
  const { method, key, query } = request;
  refuseHeaders(request, options);
  if (key === '') {
    if (method === 'GET' && query.has('uploads')) return listUploads(bucket, query);
    if (method === 'GET' && query.get('list-type') === '2') return list(bucket, query, options);
    throw new S3Refusal(405, 'MethodNotAllowed', 'This is not done with a bucket here.');
  }
  const uploadId = query.get('uploadId');
  if (method === 'POST' && query.has('uploads')) {
    const id = bucket.begin(key, aboutOf(request));
    return xml(
      200,
      'InitiateMultipartUploadResult',
      `<Bucket>${options.bucketName}</Bucket><Key>${entity(key)}</Key><UploadId>${id}</UploadId>`,
    );
  }
  if (method === 'PUT' && uploadId)
    return empty(200, { etag: bucket.part(key, uploadId, Number(query.get('partNumber')), request.body) });
  if (method === 'POST' && uploadId) {
    const made = bucket.complete(key, uploadId, partsOf(request.body.toString()));
    return xml(
      200,
      'CompleteMultipartUploadResult',
      `<Key>${entity(key)}</Key><ETag>${entity(made.etag)}</ETag>`,
    );
  }
  if (method === 'DELETE' && uploadId) {
    bucket.abort(key, uploadId);
    return empty(204);
  }
  if (method === 'PUT') return put(bucket, request, options);
  if (method === 'GET' || method === 'HEAD') return read(bucket, request);
  if (method === 'DELETE') {
    bucket.remove(key);
    return empty(204);
  }
  throw new S3Refusal(405, 'MethodNotAllowed', 'This is not done with an object here.');
}

function refuseHeaders({ headers, body, method }: S3Request, { flavour }: AnswerOptions): void {
  if (flavour === 'gcs') {
    const strange = Object.keys(headers).find((name) => /^x-amz-(checksum-|sdk-checksum|trailer)/.test(name));
    if (strange) throw new S3Refusal(400, 'InvalidArgument', `Unsupported header ${strange}`);
    if (/aws-chunked/.test(String(headers['content-encoding'] ?? '')))
      throw new S3Refusal(400, 'InvalidArgument', 'Unsupported content encoding aws-chunked');
  }
  if (method === 'PUT' && headers['content-length'] === undefined)
    throw new S3Refusal(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  const sum = headers['content-md5'];
  if (sum !== undefined && sum !== createHash('md5').update(body).digest('base64'))
    throw new S3Refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
}

function aboutOf({ headers }: S3Request) {
  const metadata = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), String(value)] as const] : [],
  );
  return {
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    metadata: Object.fromEntries(metadata),
  };
}

function put(bucket: Bucket, request: S3Request, options: AnswerOptions): S3Answer {
  const source = request.headers['x-amz-copy-source'];
  if (source === undefined) {
    const { etag } = bucket.put(request.key, request.body, aboutOf(request));
    return empty(200, { etag });
  }
  const path = decodeURIComponent(String(source)).replace(/^\//, '');
  if (!path.startsWith(`${options.bucketName}/`))
    throw new S3Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist');
  const isReplace = request.headers['x-amz-metadata-directive'] === 'REPLACE';
  const from = path.slice(options.bucketName.length + 1);
  const made = bucket.copy(from, request.key, isReplace ? aboutOf(request) : null);
  return xml(
    200,
    'CopyObjectResult',
    `<LastModified>${made.modifiedAt.toISOString()}</LastModified><ETag>${entity(made.etag)}</ETag>`,
  );
}

function read(bucket: Bucket, { key, method, headers, query, isPresigned }: S3Request): S3Answer {
  const found = bucket.get(key);
  if (headers['if-match'] !== undefined && headers['if-match'] !== found.etag)
    throw new S3Refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions did not hold');
  const overrides = [...query.keys()].filter((name) => name.startsWith('response-'));
  if (overrides.length > 0 && !isPresigned && !headers.authorization)
    throw new S3Refusal(400, 'InvalidRequest', 'Request specific response headers need a signature.');
  const range = rangeOf(headers.range, found.bytes.length);
  const bytes = range ? found.bytes.subarray(range.start, range.end + 1) : found.bytes;
  return {
    status: range ? 206 : 200,
    headers: {
      ...metaOf(found),
      'content-length': String(bytes.length),
      ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${found.bytes.length}` } : {}),
      ...Object.fromEntries(overrides.map((name) => [name.slice('response-'.length), query.get(name) ?? ''])),
    },
    body: method === 'HEAD' ? Buffer.alloc(0) : bytes,
  };
}

const metaOf = (found: StoredObject): Record<string, string> => ({
  etag: found.etag,
  'accept-ranges': 'bytes',
  'last-modified': found.modifiedAt.toUTCString(),
  'content-type': found.contentType,
  ...Object.fromEntries(Object.entries(found.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
});

function rangeOf(header: string | undefined, size: number): { start: number; end: number } | null {
  const found = /^bytes=(\d+)-(\d*)$/.exec(header ?? '');
  if (!found) return null;
  const start = Number(found[1]);
  if (start >= size) throw new S3Refusal(416, 'InvalidRange', 'The requested range is not satisfiable');
  return { start, end: Math.min(size - 1, found[2] ? Number(found[2]) : size - 1) };
}

function list(bucket: Bucket, query: URLSearchParams, { pageSize, bucketName }: AnswerOptions): S3Answer {
  const asked = Number(query.get('max-keys') ?? pageSize);
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString();
  const { keys, hasMore } = bucket.page(query.get('prefix') ?? '', after, Math.min(pageSize, asked));
  const token = hasMore ? Buffer.from(keys.at(-1) ?? '').toString('base64url') : null;
  const contents = keys.map((key) => {
    const { bytes, etag, modifiedAt } = bucket.get(key);
    return `<Contents><Key>${entity(key)}</Key><LastModified>${modifiedAt.toISOString()}</LastModified><ETag>${entity(etag)}</ETag><Size>${bytes.length}</Size></Contents>`;
  });
  return xml(
    200,
    'ListBucketResult',
    `<Name>${bucketName}</Name><KeyCount>${keys.length}</KeyCount><IsTruncated>${hasMore}</IsTruncated>${
      token ? `<NextContinuationToken>${token}</NextContinuationToken>` : ''
    }${contents.join('')}`,
  );
}

function listUploads(bucket: Bucket, query: URLSearchParams): S3Answer {
  const prefix = query.get('prefix') ?? '';
  const found = [...bucket.uploads].filter(([, upload]) => upload.key.startsWith(prefix));
  const rows = found.map(
    ([id, { key, startedAt }]) =>
      `<Upload><Key>${entity(key)}</Key><UploadId>${id}</UploadId><Initiated>${startedAt.toISOString()}</Initiated></Upload>`,
  );
  return xml(200, 'ListMultipartUploadsResult', `<IsTruncated>false</IsTruncated>${rows.join('')}`);
}

const partsOf = (text: string): { number: number; etag: string }[] =>
  [...text.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)<\/PartNumber>/.exec(part)?.[1]),
    etag: (/<ETag>(.*?)<\/ETag>/.exec(part)?.[1] ?? '').replaceAll('&quot;', '').replaceAll('&#34;', ''),
  }));
