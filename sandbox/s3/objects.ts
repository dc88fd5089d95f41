import { createHash, randomUUID } from 'node:crypto';

/** How S3 refuses: status, code and words of its XML. */
export class S3Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, words: string) {
    super(words);
    this.status = status;
    this.code = code;
  }
}

export interface StoredObject {
  bytes: Buffer;
  etag: string;
  /** Whole seconds, as S3 tells them. */
  modifiedAt: Date;
  contentType: string;
  metadata: Record<string, string>;
}

interface Upload {
  key: string;
  startedAt: Date;
  contentType: string;
  metadata: Record<string, string>;
  parts: Map<number, { bytes: Buffer; etag: string }>;
}

type About = Pick<StoredObject, 'contentType' | 'metadata'>;

const minPartBytes = 5 * 1024 * 1024;
const maxCopyBytes = 5 * 1024 ** 3;
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes);

/** One bucket in memory, with S3's own rules about parts, copies and pages. */
export function createBucket(now: () => number) {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, Upload>();
  const moment = () => new Date(Math.floor(now() / 1000) * 1000);
  const mustHave = (key: string): StoredObject => {
    const found = objects.get(key);
    if (!found) throw new S3Refusal(404, 'NoSuchKey', 'The specified key does not exist.');
    return found;
  };
  const uploadOf = (key: string, id: string): Upload => {
    const found = uploads.get(id);
    if (found?.key !== key) throw new S3Refusal(404, 'NoSuchUpload', 'The upload does not exist.');
    return found;
  };
  return {
    objects,
    uploads,
    get: mustHave,
    put(key: string, bytes: Buffer, about: About): StoredObject {
      const made = { bytes, etag: `"${md5(bytes).digest('hex')}"`, modifiedAt: moment(), ...about };
      objects.set(key, made);
      return made;
    },
    copy(from: string, to: string, about: About | null): StoredObject {
      const source = mustHave(from);
      if (from === to && !about)
        throw new S3Refusal(400, 'InvalidRequest', 'A copy to itself must change something.');
      if (source.bytes.length > maxCopyBytes)
        throw new S3Refusal(400, 'InvalidRequest', 'The source is larger than a copy may be.');
      const made = { ...source, ...(about ?? {}), modifiedAt: moment() };
      objects.set(to, made);
      return made;
    },
    remove: (key: string): void => void objects.delete(key),
    begin(key: string, about: About): string {
      const id = randomUUID();
      uploads.set(id, { key, startedAt: moment(), parts: new Map(), ...about });
      return id;
    },
    part(key: string, id: string, number: number, bytes: Buffer): string {
      if (!(number >= 1 && number <= 10_000))
        throw new S3Refusal(400, 'InvalidArgument', 'Part number must be between 1 and 10000');
      const etag = `"${md5(bytes).digest('hex')}"`;
      uploadOf(key, id).parts.set(number, { bytes, etag });
      return etag;
    },
    complete(key: string, id: string, named: { number: number; etag: string }[]): StoredObject {
      const upload = uploadOf(key, id);
      if (named.length === 0) throw new S3Refusal(400, 'MalformedXML', 'No parts are named.');
      const parts = named.map(({ number, etag }, index) => {
        const part = upload.parts.get(number);
        if (part?.etag.replaceAll('"', '') !== etag.replaceAll('"', ''))
          throw new S3Refusal(400, 'InvalidPart', `Part ${number} is not there, or is another.`);
        if (index > 0 && number <= (named[index - 1]?.number ?? 0))
          throw new S3Refusal(400, 'InvalidPartOrder', 'Parts must be named in order.');
        if (index < named.length - 1 && part.bytes.length < minPartBytes)
          throw new S3Refusal(400, 'EntityTooSmall', `Part ${number} is smaller than 5 MiB.`);
        return part;
      });
      const sums = md5(Buffer.concat(parts.map((part) => Buffer.from(part.etag.replaceAll('"', ''), 'hex'))));
      const made: StoredObject = {
        bytes: Buffer.concat(parts.map((part) => part.bytes)),
        etag: `"${sums.digest('hex')}-${parts.length}"`,
        modifiedAt: moment(),
        contentType: upload.contentType,
        metadata: upload.metadata,
      };
      objects.set(key, made);
      uploads.delete(id);
      return made;
    },
    abort(key: string, id: string): void {
      uploadOf(key, id);
      uploads.delete(id);
    },
    /** One page in the order of names; `after` is the last name of the page before. */
    page(prefix: string, after: string, most: number): { keys: string[]; hasMore: boolean } {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
      return { keys: keys.slice(0, most), hasMore: keys.length > most };
    },
  };
}

export type Bucket = ReturnType<typeof createBucket>;
