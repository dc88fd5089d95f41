// Fetches files and keeps no byte of them: reads into one buffer a connection, so that it uses as little as a client can.
import { createHash, type Hash } from 'node:crypto';
import { connect } from 'node:net';
import type { DownloadPlan, DownloadReport } from './downloads.ts';

const plan = await new Promise<DownloadPlan>((resolve) =>
  process.once('message', (m) => resolve(m as DownloadPlan)),
);
const { hostname, port } = new URL(plan.url);
const sha256s: (string | null)[] = plan.paths.map(() => null);
const latencies: number[] = [];
let [next, ok, bytes] = [0, 0, 0];
let firstFailure: string | null = null;
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const last = plan.count ?? Number.POSITIVE_INFINITY;
const end = plan.seconds === undefined ? Number.POSITIVE_INFINITY : startedAt + plan.seconds * 1000;

/** One connection: one download after the other. */
function drive(): Promise<void> {
  return new Promise((done) => {
    let hash: Hash | null = null;
    let head = '';
    let left = -1;
    let index = -1;
    let sentAt = 0;
    let isDone = false;
    const finish = (): void => {
      isDone = true;
      socket.destroy();
      done();
    };
    const fail = (why: string): void => {
      if (isDone) return;
      firstFailure ??= why;
      finish();
      // the next one is fetched on a new connection
      pending.push(drive());
    };
    const ask = (): void => {
      if (next >= last || performance.now() >= end) {
        finish();
        return;
      }
      index = next++ % plan.paths.length;
      head = '';
      left = -1;
      hash = plan.hashes ? createHash('sha256') : null;
      sentAt = performance.now();
      socket.write(`GET ${plan.paths[index]} HTTP/1.1\r\nhost: ${hostname}:${port}\r\naccept: */*\r\n\r\n`);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      left -= chunk.length;
      hash?.update(chunk);
      if (left > 0) return;
      ok += 1;
      latencies.push(performance.now() - sentAt);
      sha256s[index] = hash?.digest('hex') ?? null;
      ask();
    };
    const hear = (chunk: Buffer): void => {
      if (left >= 0) {
        take(chunk);
        return;
      }
      head += chunk.toString('latin1');
      const at = head.indexOf('\r\n\r\n');
      if (at < 0) return;
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
      if (!head.startsWith('HTTP/1.1 200') || !length) {
        fail(head.slice(0, 2000));
        return;
      }
      left = Number(length);
      const rest = Buffer.from(head.slice(at + 4), 'latin1');
      take(rest);
    };
    const socket = connect({
      ...{ host: hostname, port: Number(port), noDelay: true },
      onread: {
        buffer: Buffer.allocUnsafeSlow(256 * 1024),
        callback: (size, buffer) => {
          hear((buffer as Buffer).subarray(0, size));
          return true;
        },
      },
    });
    socket.once('connect', ask);
    socket.once('error', (error) => fail(String(error)));
    socket.once('close', () => fail('The connection was closed in the middle.'));
  });
}

const pending = Array.from({ length: plan.concurrency }, drive);
for (let index = 0; index < pending.length; index += 1) await pending[index];
const { user, system } = process.cpuUsage(cpuBefore);
const report: DownloadReport = {
  ...{ ok, firstFailure, bytes, sha256s },
  seconds: (performance.now() - startedAt) / 1000,
  latenciesMs: Float64Array.from(latencies),
  generatorCpuMs: (user + system) / 1000,
};
process.send?.(report, () => process.disconnect());
