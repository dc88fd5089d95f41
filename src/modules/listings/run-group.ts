import { ConnectorError, type StepOutcome } from '../../connectors/connector.ts';
import type { Host } from '../../kit/run-operation.ts';
import { withSpan } from '../../kit/trace.ts';
import { noteSuccess, type OpenedIo, openWay, readChannel, type Way } from '../channels/index.ts';
import { type Desk, openDesk } from './desk.ts';
import type { Lease } from './lease.ts';
import { reconcile, type StepCall } from './reconcile.ts';
import { settleFailure } from './settle.ts';

type Run = AsyncGenerator<StepCall, void, StepOutcome>;

interface Seat {
  lease: Lease;
  opened: OpenedIo;
  run: Run;
  call: StepCall | null;
}

/**
 * Runs listings of one channel that were claimed together: they read together, and where the shop takes many in a call, like steps
 * go up together. `onEnd` is told of each as soon as it is settled or given up.
 */
export const runGroup = (
  host: Host,
  channelId: string,
  leases: Lease[],
  onEnd: (lease: Lease) => void,
): Promise<void> =>
  withSpan(
    'internal',
    'bring listings in step',
    () => ({ 'spindle.channel': channelId, 'spindle.listings': leases.length }),
    () => run(host, channelId, leases, onEnd),
  );

async function run(
  host: Host,
  channelId: string,
  leases: Lease[],
  onEnd: (lease: Lease) => void,
): Promise<void> {
  const open = new Set(leases);
  const end = (lease: Lease) => {
    if (open.delete(lease)) onEnd(lease);
  };
  try {
    const desk = openDesk(host, channelId);
    desk.prepare(leases);
    const way = await openWay(host, channelId);
    const seats = leases.map((lease) => takeSeat(host, way, desk, lease));
    if (way.connector.batch) await inRounds(host, way, seats, end);
    else await Promise.all(seats.map((seat) => alone(host, seat, end)));
  } catch (error) {
    const channel = await readChannel(host.db, channelId);
    await Promise.all([...open].map((lease) => settleFailure(host, { channel }, lease, error)));
  } finally {
    for (const lease of open) onEnd(lease);
  }
}

function takeSeat(host: Host, way: Way, desk: Desk, lease: Lease): Seat {
  const io = way.io({
    signal: lease.signal,
    beforeCall: () => lease.beforeCall(),
    atCall: () => lease.check(),
    priority: lease.priority,
  });
  const opened = { io, connector: way.connector, channel: way.channel };
  return { lease, opened, run: reconcile(host, opened, lease, desk), call: null };
}

async function alone(host: Host, seat: Seat, end: (lease: Lease) => void): Promise<void> {
  try {
    await advance(host, seat, () => seat.run.next());
    while (seat.call) await performAlone(host, seat);
  } catch (error) {
    // Nothing is known to be written down: the lease ends by itself.
    host.log.error({ err: error, listing: seat.lease.listingId }, 'a run could not be settled');
  } finally {
    end(seat.lease);
  }
}

/** Like steps of many listings go up in one call, round by round. */
async function inRounds(host: Host, way: Way, seats: Seat[], end: (lease: Lease) => void): Promise<void> {
  const { batch } = way.connector;
  await Promise.all(seats.map((seat) => advance(host, seat, () => seat.run.next())));
  for (;;) {
    for (const seat of seats) if (!seat.call) end(seat.lease);
    const open = seats.filter((seat) => seat.call);
    if (open.length === 0) return;
    const together = open.filter((seat) => batch?.kinds.includes(seat.call?.step.kind ?? ''));
    const size = batch?.size ?? 1;
    const chunks = Array.from({ length: Math.ceil(together.length / size) }, (_, index) =>
      together.slice(index * size, (index + 1) * size),
    );
    await Promise.all([
      ...chunks.map((chunk) => performTogether(host, way, chunk)),
      ...open.filter((seat) => !together.includes(seat)).map((seat) => performAlone(host, seat)),
    ]);
  }
}

/** Runs on to the next call, or to the end; a failure is settled here. */
async function advance(
  host: Host,
  seat: Seat,
  go: () => Promise<IteratorResult<StepCall, void>>,
): Promise<void> {
  try {
    const next = await go();
    seat.call = next.done ? null : next.value;
  } catch (error) {
    seat.call = null;
    await settleFailure(host, seat.opened, seat.lease, error);
  }
}

async function performAlone(host: Host, seat: Seat): Promise<void> {
  const { call, opened } = seat;
  if (!call) return;
  let outcome: StepOutcome;
  try {
    outcome = await opened.connector.perform(opened.io, call.step, call);
  } catch (error) {
    return advance(host, seat, () => seat.run.throw(error));
  }
  await noteSuccess(host, opened.channel.id);
  await advance(host, seat, () => seat.run.next(outcome));
}

/** One call for many listings: it leaves only while all of them are still ours. */
async function performTogether(host: Host, way: Way, seats: Seat[]): Promise<void> {
  const { connector, channel } = way;
  const items = seats.flatMap(({ call }) => (call ? [call] : []));
  let outcomes: (StepOutcome | Error)[];
  let hasLeft = false;
  try {
    const io = way.io({
      signal: AbortSignal.any(seats.map((seat) => seat.lease.signal)),
      beforeCall: async () => void (await Promise.all(seats.map((seat) => seat.lease.beforeCall()))),
      atCall: () => {
        for (const seat of seats) seat.lease.check();
        hasLeft = true;
      },
      priority: Math.min(...seats.map((seat) => seat.lease.priority)),
    });
    outcomes = (await connector.batch?.perform(io, items)) ?? [];
    await noteSuccess(host, channel.id);
  } catch (error) {
    outcomes = seats.map((seat) => asOwnFailure(seat, error, hasLeft));
  }
  await Promise.all(
    seats.map((seat, index) => {
      const outcome =
        outcomes[index] ??
        new ConnectorError('ambiguous', `${connector.name} did not answer for this listing.`);
      return advance(host, seat, () =>
        outcome instanceof Error ? seat.run.throw(outcome) : seat.run.next(outcome),
      );
    }),
  );
}

/** Another listing's lost lease stopped the call: for this one nothing happened, unless an earlier call had left. */
function asOwnFailure(seat: Seat, error: unknown, hasLeft: boolean): Error {
  const own = error instanceof Error ? error : new Error(String(error));
  const isOthers = own.name === 'LeaseLost' && !seat.lease.signal.aborted;
  return isOthers
    ? new ConnectorError(
        hasLeft ? 'ambiguous' : 'transient',
        'The call was put off. Spindle tries again by itself.',
      )
    : own;
}
