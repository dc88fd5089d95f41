import { connect, type Socket } from 'node:net';

export interface LoadRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface LoadAnswer {
  status: number;
  /** Of the body. */
  bytes: number;
  /** The body where it was asked for, and of what is not 2xx, to say why. */
  body: Buffer | null;
}

const headEnd = Buffer.from('\r\n\r\n');

/**
 * One HTTP/1.1 connection that is kept open, one request at a time. It parses no more than it must: on a machine of two
 * cores a comfortable client would use up what it is to measure. Redirects are not followed.
 */
export class HttpConnection {
  #socket: Socket | null = null;
  #pending: { resolve(answer: LoadAnswer): void; reject(error: Error): void; keeps: boolean } | null = null;
  #left: Buffer = Buffer.alloc(0);
  #body: Buffer[] = [];
  #bytes = 0;
  /** Of the answer under way; null: its head has not come yet. */
  #head: { status: number; remaining: number | 'chunked' | 'close' } | null = null;
  readonly #url: URL;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  send({ method, path, headers = {}, body }: LoadRequest, keeps = false): Promise<LoadAnswer> {
    const lines = [`${method} ${path} HTTP/1.1`, `host: ${this.#url.host}`];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    if (body !== undefined) lines.push(`content-length: ${Buffer.byteLength(body)}`);
    const head = `${lines.join('\r\n')}\r\n\r\n`;
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject, keeps };
      const socket = this.#open();
      if (body === undefined || typeof body === 'string') socket.write(head + (body ?? ''));
      else {
        socket.cork();
        socket.write(head);
        socket.write(body);
        socket.uncork();
      }
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    if (this.#socket) return this.#socket;
    const socket = connect({ host: this.#url.hostname, port: Number(this.#url.port || 80), noDelay: true });
    this.#socket = socket;
    socket.on('data', (chunk) => this.#hear(chunk));
    const lost = (error?: Error): void => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#left = Buffer.alloc(0);
      if (this.#head?.remaining === 'close') this.#finish();
      else this.#fail(error ?? new Error('The connection was closed in the middle of an answer.'));
    };
    socket.on('error', lost);
    socket.on('close', () => lost());
    return socket;
  }

  #fail(error: Error): void {
    const pending = this.#pending;
    this.#pending = null;
    this.#head = null;
    pending?.reject(error);
  }

  #take(part: Buffer): void {
    this.#bytes += part.length;
    const isProblem = (this.#head?.status ?? 0) >= 300 && this.#bytes < 10_000;
    if (this.#pending?.keeps || isProblem) this.#body.push(part);
  }

  #hear(chunk: Buffer): void {
    let at = this.#left.length > 0 ? Buffer.concat([this.#left, chunk]) : chunk;
    this.#left = Buffer.alloc(0);
    if (!this.#head) {
      const end = at.indexOf(headEnd);
      if (end < 0) {
        this.#left = at;
        return;
      }
      this.#head = readHead(at.toString('latin1', 0, end));
      at = at.subarray(end + 4);
    }
    const { remaining } = this.#head;
    if (remaining === 'close') this.#take(at);
    else if (remaining === 'chunked') this.#hearChunks(at);
    else {
      this.#take(at);
      this.#head.remaining = remaining - at.length;
      if (this.#head.remaining <= 0) this.#finish();
    }
  }

  #hearChunks(text: Buffer): void {
    let at = text;
    for (;;) {
      const line = at.indexOf('\r\n');
      if (line < 0) break;
      const size = Number.parseInt(at.toString('latin1', 0, line), 16);
      const end = line + 2 + size + 2;
      if (at.length < end) break;
      this.#take(at.subarray(line + 2, line + 2 + size));
      at = at.subarray(end);
      if (size === 0) {
        this.#finish();
        return;
      }
    }
    this.#left = at;
  }

  #finish(): void {
    const pending = this.#pending;
    const answer = {
      status: this.#head?.status ?? 0,
      bytes: this.#bytes,
      body: this.#body.length > 0 ? Buffer.concat(this.#body) : null,
    };
    this.#pending = null;
    this.#head = null;
    this.#bytes = 0;
    this.#body = [];
    pending?.resolve(answer);
  }
}

function readHead(head: string): { status: number; remaining: number | 'chunked' | 'close' } {
  const status = Number(head.slice(9, 12));
  if (status === 204 || status === 304) return { status, remaining: 0 };
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return { status, remaining: Number(length) };
  return { status, remaining: /\r\ntransfer-encoding: *chunked/i.test(head) ? 'chunked' : 'close' };
}
