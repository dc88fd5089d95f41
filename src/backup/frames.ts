import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { HubError } from '../kit/errors.ts';

/** The first bytes of every archive. */
export const magic = Buffer.from('spindle-backup 1\n');

/** A frame's bytes at most: what has to be held in memory at a time. */
export const frameBytes = 1024 * 1024;

/**
 * After the magic an archive is a row of frames: type (1 byte), length (4 bytes), payload, seal. A plain seal is the SHA-256
 * of the seal before, the type, the length and the payload, so that a changed, missing, doubled or moved frame shows. With a
 * key the payload is AES-256-GCM under the frame's number, and the seal is its tag.
 */
export type FrameType = 'H' | 'S' | 'T' | 'D' | 'E' | 'L' | 'F' | 'Z';

const plainSealBytes = 32;
const tagBytes = 16;

const firstSeal = createHash('sha256').update(magic).digest();

const headOf = (type: string, length: number): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(length, 1);
  return head;
};

const nonceOf = (count: number): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(count, 6, 6);
  return nonce;
};

/** Writes frames to the end of an open file. */
export class FrameWriter {
  readonly #file: FileHandle;
  #key: Uint8Array | null = null;
  #seal: Buffer = firstSeal;
  #count = 0;
  #waiting: Buffer[] = [magic];
  #waitingBytes = magic.length;
  bytes = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** From the next frame on everything is encrypted. */
  encryptWith(key: Uint8Array): void {
    this.#key = key;
  }

  async frame(type: FrameType, payload: Uint8Array): Promise<void> {
    if (payload.length > frameBytes) throw new RangeError('A frame is larger than its limit');
    const head = headOf(type, payload.length);
    let body = payload;
    if (this.#key) {
      const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(this.#count));
      cipher.setAAD(Buffer.concat([this.#seal, head]));
      body = Buffer.concat([cipher.update(payload), cipher.final()]);
      this.#seal = cipher.getAuthTag();
    } else this.#seal = createHash('sha256').update(this.#seal).update(head).update(body).digest();
    this.#count += 1;
    this.#waiting.push(head, Buffer.from(body), this.#seal);
    this.#waitingBytes += head.length + body.length + this.#seal.length;
    if (this.#waitingBytes >= frameBytes) await this.flush();
  }

  json(type: FrameType, value: unknown): Promise<void> {
    return this.frame(type, Buffer.from(JSON.stringify(value)));
  }

  /** A stream as data frames of full size. Answers its length. */
  async data(from: AsyncIterable<Uint8Array>): Promise<number> {
    let parts: Uint8Array[] = [];
    let held = 0;
    let total = 0;
    for await (const chunk of from) {
      total += chunk.length;
      for (let at = 0; at < chunk.length; ) {
        const part = chunk.subarray(at, at + frameBytes - held);
        parts.push(part);
        held += part.length;
        at += part.length;
        if (held < frameBytes) continue;
        await this.frame('D', Buffer.concat(parts));
        parts = [];
        held = 0;
      }
    }
    if (held > 0) await this.frame('D', Buffer.concat(parts));
    return total;
  }

  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (let done = 0; done < bytes.length; ) done += (await this.#file.write(bytes, done)).bytesWritten;
    this.bytes += bytes.length;
  }
}

export interface Frame {
  type: FrameType;
  payload: Buffer;
}

/** The archive's bytes are not what was written. */
export const damaged = (name: string, where: string): HubError =>
  new HubError(
    'conflict',
    `The backup ${name} is damaged: ${where}. Use another backup, or another copy of this one; nothing was changed.`,
  );

/** Reads frames from the start of an open file and checks each before it is given out. */
export class FrameReader {
  readonly #file: FileHandle;
  readonly #name: string;
  #key: Uint8Array | null = null;
  #seal: Buffer = firstSeal;
  #count = 0;
  #buffer: Buffer = Buffer.alloc(0);
  #position = 0;
  /** Bytes that were read and checked. */
  offset = 0;

  constructor(file: FileHandle, name: string) {
    this.#file = file;
    this.#name = name;
  }

  decryptWith(key: Uint8Array): void {
    this.#key = key;
  }

  /** Throws HubError `conflict` when this is no archive. */
  async open(): Promise<void> {
    const found = await this.#take(magic.length);
    if (!found?.equals(magic))
      throw new HubError(
        'conflict',
        `${this.#name} is no backup of Spindle, it is damaged in its first bytes, or a newer Spindle made it.`,
      );
    this.offset = magic.length;
  }

  /** Null at the end of the file. Throws HubError `conflict` for a frame that is not as it was written. */
  async next(): Promise<Frame | null> {
    const head = await this.#take(5);
    if (!head) return null;
    const type = String.fromCharCode(head[0] as number) as FrameType;
    const length = head.length === 5 ? head.readUInt32BE(1) : 0;
    const sealBytes = this.#key ? tagBytes : plainSealBytes;
    if (head.length < 5 || length > frameBytes) throw this.#broken();
    const rest = await this.#take(length + sealBytes);
    if (rest?.length !== length + sealBytes) throw this.#broken();
    const body = rest.subarray(0, length);
    const seal = Buffer.from(rest.subarray(length));
    const payload = this.#key ? this.#decrypt(this.#key, head, body, seal) : body;
    if (!this.#key) {
      const expected = createHash('sha256').update(this.#seal).update(head).update(body).digest();
      if (!expected.equals(seal)) throw this.#broken();
    }
    this.#seal = seal;
    this.#count += 1;
    this.offset += 5 + length + sealBytes;
    return { type, payload };
  }

  #decrypt(key: Uint8Array, head: Buffer, body: Buffer, tag: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(this.#count));
    decipher.setAAD(Buffer.concat([this.#seal, head])).setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(body), decipher.final()]);
    } catch (cause) {
      if (this.#count > 1) throw this.#broken();
      throw new HubError(
        'conflict',
        `The passphrase does not open the backup ${this.#name}, or it is damaged near byte ${this.offset}. Nothing was changed.`,
        { cause },
      );
    }
  }

  #broken(): HubError {
    return damaged(
      this.#name,
      `what stands from byte ${this.offset} on is not what was written, or its end is missing`,
    );
  }

  /** Up to `length` bytes; fewer at the end of the file, null when there is none left. */
  async #take(length: number): Promise<Buffer | null> {
    while (this.#buffer.length < length) {
      const more = Buffer.allocUnsafe(Math.max(length - this.#buffer.length, 4 * frameBytes));
      const { bytesRead } = await this.#file.read(more, 0, more.length, this.#position);
      if (bytesRead === 0) break;
      this.#position += bytesRead;
      this.#buffer = Buffer.concat([this.#buffer, more.subarray(0, bytesRead)]);
    }
    if (this.#buffer.length === 0) return null;
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(taken.length);
    return taken;
  }
}
