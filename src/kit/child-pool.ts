import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { HubError, isHubError } from './errors.ts';

export interface ChildPoolOptions {
  /** The script that the children run; it calls `answerRequests`. */
  script: URL;
  /** Children at once. */
  size: number;
  /** Longest time for one request; then the child is killed. */
  timeoutMs: number;
  /** Time for a second try after the first took too long; left out: there is none, nor where a request has its own limit. */
  secondTimeoutMs?: number;
  /** JavaScript heap and, on Linux, resident memory of one child; past it the child is killed. */
  memoryMb: number;
  /** A child is replaced after so many requests, so that a leak in a library stays small. */
  requestsPerChild?: number;
}

/** Work on strangers' files in processes that can be killed without harm. Children start when needed and are reused. */
export interface ChildPool {
  /**
   * Sends one request (anything that structured clone takes) and gives the child's answer.
   * Throws ChildStopped when the child was killed or died, HubError or Error when the work itself threw.
   */
  run<T>(request: unknown, limits?: { timeoutMs?: number }): Promise<T>;
  close(): Promise<void>;
}

/** The child did not answer: it took too long, took too much memory, or crashed. */
export class ChildStopped extends Error {
  readonly reason: 'time' | 'memory' | 'crash';
  /** Of a crash: somebody else ended the child, which a file cannot bring about. */
  readonly isFromOutside: boolean;

  constructor(reason: 'time' | 'memory' | 'crash', message: string, isFromOutside = false) {
    super(message);
    this.name = 'ChildStopped';
    this.reason = reason;
    this.isFromOutside = isFromOutside;
  }
}

interface Waiting {
  request: unknown;
  timeoutMs: number;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Tries more after crashes; whoever kills children may do it several times. */
const forgiven = { own: 1, fromOutside: 5 };

type Answer = { ok: true; value: unknown } | { ok: false; code: string | null; message: string };

export function createChildPool(options: ChildPoolOptions): ChildPool {
  const idle: { child: ChildProcess; served: number }[] = [];
  const all = new Set<ChildProcess>();
  const queue: Waiting[] = [];
  let busy = 0;
  let isClosed = false;

  const pump = (): void => {
    while (!isClosed && busy < options.size) {
      const next = queue.shift();
      if (!next) return;
      busy += 1;
      void serve(next).finally(() => {
        busy -= 1;
        pump();
      });
    }
  };

  const serve = async (work: Waiting): Promise<void> => {
    const seat = idle.pop() ?? { child: start(), served: 0 };
    try {
      const answer = await ask(seat.child, work, options.memoryMb);
      seat.served += 1;
      if (answer.ok) work.resolve(answer.value);
      else
        work.reject(
          answer.code ? new HubError(answer.code as never, answer.message) : new Error(answer.message),
        );
      const isWorn = seat.served >= (options.requestsPerChild ?? 200);
      if (isWorn || isClosed || !seat.child.connected) seat.child.kill('SIGKILL');
      else {
        rest(seat.child);
        idle.push(seat);
      }
    } catch (error) {
      seat.child.kill('SIGKILL');
      work.reject(error);
    }
  };

  const start = (): ChildProcess => {
    const child = fork(options.script, [], {
      // the child sees neither the hub's secrets nor its options
      env: childEnvironment(),
      execArgv: [`--max-old-space-size=${options.memoryMb}`, '--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    all.add(child);
    child.once('exit', () => {
      all.delete(child);
      const index = idle.findIndex((seat) => seat.child === child);
      if (index >= 0) idle.splice(index, 1);
    });
    return child;
  };

  const once = <T>(request: unknown, timeoutMs: number): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (isClosed)
        return reject(new HubError('unavailable', 'The hub is stopping. Try again when it runs.'));
      queue.push({ request, timeoutMs, resolve: resolve as (value: unknown) => void, reject });
      pump();
    });
  return {
    // A child may be killed, and a machine may be slow, through no fault of the file; and one of them after the other.
    run: async <T>(request: unknown, limits?: { timeoutMs?: number }) => {
      let limitMs = limits?.timeoutMs ?? options.timeoutMs;
      let longerMs = limits?.timeoutMs === undefined ? options.secondTimeoutMs : undefined;
      const left = { ...forgiven };
      for (;;) {
        try {
          return await once<T>(request, limitMs);
        } catch (error) {
          if (!(error instanceof ChildStopped) || error.reason === 'memory') throw error;
          if (error.reason === 'crash') {
            const kind = error.isFromOutside ? 'fromOutside' : 'own';
            if (left[kind] === 0) throw error;
            left[kind] -= 1;
          } else {
            if (longerMs === undefined) throw error;
            limitMs = longerMs;
            longerMs = undefined;
          }
        }
      }
    },
    close: async () => {
      isClosed = true;
      for (const work of queue.splice(0)) work.reject(new HubError('unavailable', 'The hub is stopping.'));
      const gone = [...all].map((child) => new Promise<void>((done) => child.once('exit', () => done())));
      for (const child of all) {
        // a resting child would let the process end before it is gone
        child.ref();
        child.kill('SIGKILL');
      }
      await Promise.all(gone);
    },
  };
}

/** One request, one answer; kills the child at the time or memory limit. */
function ask(child: ChildProcess, work: Waiting, memoryMb: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.ref();
    child.channel?.ref();
    const stop = (error: ChildStopped): void => {
      finish();
      child.kill('SIGKILL');
      reject(error);
    };
    const onAnswer = (answer: unknown): void => {
      finish();
      resolve(answer as Answer);
    };
    const onGone = (isFromOutside: boolean): void =>
      stop(new ChildStopped('crash', 'The process that worked on the file broke off.', isFromOutside));
    const onExit = (_code: number | null, signal: NodeJS.Signals | null): void =>
      onGone(signal === 'SIGKILL' || signal === 'SIGTERM');
    const onError = (): void => onGone(false);
    const clock = setTimeout(
      () =>
        stop(new ChildStopped('time', `The file took longer than ${Math.round(work.timeoutMs / 1000)} s.`)),
      work.timeoutMs,
    );
    const scale = setInterval(() => {
      void residentMb(child.pid).then((used) => {
        if (used !== null && used > memoryMb * 1.5 + 150)
          stop(new ChildStopped('memory', `The file needed more than ${memoryMb} MB of memory.`));
      });
    }, 250);
    const finish = (): void => {
      clearTimeout(clock);
      clearInterval(scale);
      child.off('message', onAnswer).off('exit', onExit).off('error', onError);
    };
    child.on('message', onAnswer).on('exit', onExit).on('error', onError);
    child.send(work.request as never, (error) => {
      // It had ended while it rested.
      if (error) onGone(true);
    });
  });
}

/** A waiting child must not keep the hub alive. */
function rest(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}

/** Null where the system does not tell cheaply; there only the heap limit holds. */
async function residentMb(pid: number | undefined): Promise<number | null> {
  if (process.platform !== 'linux' || pid === undefined) return null;
  try {
    const match = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'));
    return match ? Number(match[1]) / 1024 : null;
  } catch {
    return null;
  }
}

function childEnvironment(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** The child's side: answers requests one after the other until the parent goes. */
export function answerRequests<I, O>(run: (request: I) => Promise<O> | O): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (request) => {
    void (async () => {
      let answer: Answer;
      try {
        answer = { ok: true, value: await run(request as I) };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        answer = { ok: false, code: isHubError(error) ? error.code : null, message };
      }
      process.send?.(answer);
    })();
  });
}
