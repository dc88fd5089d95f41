// The load generator, in its own process: told what to send, says when it is ready, starts on “go”, reports, ends.
import { HttpConnection, type LoadRequest } from './http-connection.ts';
import type { LoadPlan, LoadReport } from './load.ts';

const say = (message: unknown): void => void process.send?.(message);
const hear = <T>() =>
  new Promise<T>((resolve) => process.once('message', (message) => resolve(message as T)));

const plan = await hear<LoadPlan>();
const { requests } = (await import(plan.module)) as {
  requests(params: unknown): (index: number) => LoadRequest;
};
const requestAt = requests(plan.params);
const from = plan.from ?? 0;
const go = hear();
say('ready');
await go;

const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const end = plan.seconds === undefined ? Number.POSITIVE_INFINITY : startedAt + plan.seconds * 1_000;
const last = plan.count === undefined ? Number.POSITIVE_INFINITY : from + plan.count;
const latencies: number[] = [];
const statuses: Record<string, number> = {};
let [next, ok, bytes] = [from, 0, 0];
let firstFailure: string | null = null;

async function drive(): Promise<void> {
  const connection = new HttpConnection(plan.url);
  while (next < last && performance.now() < end) {
    const request = requestAt(next++);
    const sentAt = performance.now();
    let status = 0;
    try {
      const answer = await connection.send(request);
      status = answer.status;
      bytes += answer.bytes;
      if (status < 200 || status > 299) firstFailure ??= `${status} ${answer.body?.toString() ?? ''}`;
    } catch (error) {
      firstFailure ??= String(error);
    }
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status >= 200 && status <= 299) {
      ok += 1;
      latencies.push(performance.now() - sentAt);
    }
  }
  connection.close();
}

await Promise.all(Array.from({ length: plan.concurrency }, drive));
const { user, system } = process.cpuUsage(cpuBefore);
const report: LoadReport = {
  ...{ ok, statuses, bytes, next, firstFailure },
  seconds: (performance.now() - startedAt) / 1_000,
  generatorCpuMs: (user + system) / 1_000,
  latenciesMs: Float64Array.from(latencies),
};
// a report of many latencies goes over in parts: hanging up before the last one would lose it
process.send?.(report, () => process.disconnect());
