/** One schedule: a seed decides the shops' first state, what everybody does, what breaks, and when. */
import { addMaster } from './catalogue.ts';
import { createJudge, type Judge, Violation } from './judge.ts';
import { enter } from './kernel/globals.ts';
import { running, Simulation } from './kernel/simulation.ts';
import { planFaults } from './plan-faults.ts';
import { createSeller, type Seller } from './seller.ts';
import { Network } from './shops/network.ts';
import { stockShops } from './stock-shops.ts';
import { createWorld, type World } from './world.ts';

export interface Result {
  seed: number;
  /** Null: everything converged and nothing got worse on the way. */
  violation: string | null;
  traceHash: string;
  trace: readonly string[];
  happened: number;
  simulatedSeconds: number;
  writes: number;
}

const minute = 60_000;

export async function runSchedule(seed: number): Promise<Result> {
  const simulation = new Simulation(seed);
  const network = new Network(simulation);
  enter(simulation, network);
  let writes = 0;
  let violation: string | null = null;
  try {
    writes = await live(simulation, network);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    violation = error instanceof Violation ? error.message : (error.stack ?? error.message);
    simulation.note(null, `violation: ${violation}`);
  }
  return {
    seed,
    violation,
    traceHash: simulation.traceHash(),
    trace: simulation.trace,
    happened: simulation.happened,
    simulatedSeconds: Math.round((simulation.nowMs - simulation.startedMs) / 1000),
    writes,
  };
}

async function live(simulation: Simulation, network: Network): Promise<number> {
  const world = await createWorld(simulation, network);
  const random = simulation.random.fork('story');
  const masters = Array.from({ length: random.int(1, 3) }, (_, index) => addMaster(world, random, index + 1));
  const judge = createJudge(world, masters);
  const seller = createSeller(world, masters, random.fork('seller'));
  await through(world, () => stockShops(world, seller.process, masters, random.fork('stock')));
  judge.takeAsGiven();
  network.onSent = judge.onSent;
  network.onArrived = judge.onArrived;

  for (let count = random.int(1, 3); count > 0; count -= 1) world.startWorker();
  const endMs = planFaults(world, seller, judge, random.fork('faults'));
  await simulation.run(endMs, () => false);

  simulation.note(null, 'the faults are over');
  calm(world);
  await rest(world, seller, judge);
  judge.judgeEnd();
  const before = judge.writes;
  await through(world, () => seller.markAll());
  await comeToRest(world);
  if (judge.writes !== before) throw new Violation(`one more look wrote ${judge.writes - before} times`);
  judge.judgeEnd();
  return judge.writes;
}

/** From here on nothing breaks: one process is enough, whatever the others left behind. */
function calm(world: World): void {
  world.network.weather = { rates: {} };
  Object.assign(world.weather, { cutBefore: 0, cutAfter: 0, downUntilMs: 0 });
  world.deafness = 0;
  for (const { actor } of world.workers) {
    actor.wallOffsetMs = 0;
    world.simulation.thaw(actor);
  }
  for (const worker of world.workers.slice(1)) world.kill(worker);
  if (world.workers.length === 0) world.startWorker();
}

/** Until nothing is left to do for the hub and nothing to decide for the seller. */
async function rest(world: World, seller: Seller, judge: Judge): Promise<void> {
  await through(world, () => seller.resume());
  for (let round = 0; round < 12; round += 1) {
    await comeToRest(world);
    let isDone = false;
    await through(world, async () => {
      isDone = (await seller.click()) === 0 && !(await seller.tidyUp());
    });
    judge.judgeBoard();
    if (isDone && isQuiet(world)) return;
  }
  throw new Violation('after twelve rounds of clicks it still asks for more');
}

async function comeToRest(world: World): Promise<void> {
  const { simulation } = world;
  if (await simulation.run(simulation.nowMs + 180 * minute, () => isQuiet(world))) return;
  const stuck = [...world.memory.tables.work.rows.values()].filter((row) => row.dirty > row.synced);
  const states = stuck.map((row) => {
    const listing = world.memory.tables.listing.rows.get(row.listingId);
    return `${listing?.status} ${JSON.stringify(listing?.problem)}`;
  });
  throw new Violation(`three hours later it has not come to rest: ${states.join('; ')}`);
}

/** A shop whose key was refused waits for the seller. */
function isQuiet({ memory, network }: World): boolean {
  if (network.underWay > 0) return false;
  for (const row of memory.tables.work.rows.values()) {
    if (row.leaseUntilMs !== null && row.leaseUntilMs > network.nowMs) return false;
    if (row.dirty > row.synced && !memory.tables.channel.rows.get(row.channelId)?.pausedAt) return false;
  }
  return true;
}

/** Lets the world go on until this is done. */
async function through(world: World, act: () => Promise<unknown>): Promise<void> {
  const { simulation } = world;
  const outsider = simulation.createActor('outside');
  let isDone = false;
  running.run(outsider, () => {
    act().then(
      () => {
        isDone = true;
      },
      (error: unknown) => {
        simulation.failure ??= error as Error;
      },
    );
  });
  if (!(await simulation.run(simulation.nowMs + 120 * minute, () => isDone)))
    throw new Violation('something that the seller asked for never ended');
}
