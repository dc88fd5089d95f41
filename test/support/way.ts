import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Way {
  port: number;
  /** Where it leads; a server that was started again may have another port. */
  lead(to: { host: string; port: number }): void;
  /** Cuts what is open, and lets nothing through until `mend`. */
  cut(): void;
  /** Carries nothing and closes nothing until `mend`; what was open then stays dead, as after a router's failure. */
  freeze(): void;
  /** Everything takes this much longer, each way. */
  slow(delayMs: number): void;
  /** New connections go through again, at full speed. */
  mend(): void;
  close(): Promise<void>;
}

/** A network between a program and its database that can be cut, frozen and slowed down. */
export async function openWay(first: { host: string; port: number }): Promise<Way> {
  let to = first;
  const open = new Set<Socket>();
  /** Carries nothing any more: its ends do not know. */
  const dead = new WeakSet<Socket>();
  let state: 'open' | 'cut' | 'frozen' = 'open';
  let delayMs = 0;

  const carry = (from: Socket, other: Socket): void => {
    open.add(from);
    let last: Promise<void> = Promise.resolve();
    from.on('data', (bytes: Buffer) => {
      if (dead.has(from)) return;
      if (delayMs === 0 && state === 'open') last = last.then(() => void other.write(bytes));
      else {
        const dueMs = performance.now() + delayMs;
        last = last.then(
          () =>
            new Promise((done) =>
              setTimeout(
                () => {
                  if (!dead.has(from)) other.write(bytes);
                  done();
                },
                Math.max(0, dueMs - performance.now()),
              ),
            ),
        );
      }
    });
    from.on('error', () => {});
    from.on('close', () => {
      open.delete(from);
      // The end of a dead line never arrives at the other side.
      if (!dead.has(from)) void last.then(() => other.destroy());
    });
  };

  const server: Server = createServer((near) => {
    if (state === 'cut') return void near.destroy();
    if (state === 'frozen') {
      open.add(near);
      dead.add(near);
      near.resume();
      near.on('error', () => {});
      near.on('close', () => open.delete(near));
      return;
    }
    const far = connect(to);
    near.setNoDelay(true);
    far.setNoDelay(true);
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const cutAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    lead: (next) => {
      to = next;
    },
    cut: () => {
      state = 'cut';
      cutAll();
    },
    freeze: () => {
      state = 'frozen';
      for (const socket of open) dead.add(socket);
    },
    slow: (ms) => {
      delayMs = ms;
    },
    mend: () => {
      state = 'open';
      delayMs = 0;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        cutAll();
      }),
  };
}
