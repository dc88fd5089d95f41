import type { Judge } from './judge.ts';
import { createRandom, type Random } from './kernel/random.ts';
import type { Seller } from './seller.ts';
import { callFaults } from './shops/network.ts';
import type { Process, World } from './world.ts';

/** Everything that happens while it is rough: answers when that is over. */
export function planFaults(world: World, seller: Seller, judge: Judge, random: Random): number {
  const { simulation } = world;
  const fate = simulation.createActor('fate');
  const lengthMs = random.int(10, 60) * 1000;
  const endMs = simulation.nowMs + lengthMs;
  const sometime = (what: string, act: () => unknown, withinMs = lengthMs): void => {
    simulation.after(random.next() * withinMs, fate, what, () => void act());
  };
  const times = (most: number, plan: () => void): void => {
    for (let count = random.int(0, most); count > 0; count -= 1) plan();
  };
  const forSomeone = (act: (worker: Process) => void) => () => {
    if (world.workers.length > 0) act(random.pick(world.workers));
  };

  for (let atMs = random.int(500, 5000); atMs < lengthMs; atMs += random.int(2000, 9000))
    simulation.after(atMs, seller.process.actor, 'looks at the plans', () => void seller.click());
  times(5, () => sometime('edit', seller.editMaster));
  if (random.chance(0.2)) times(2, () => sometime('pause or resume', seller.pauseOrResume));
  if (random.chance(0.2))
    sometime('stop', async () => {
      await seller.stop();
      simulation.after(random.int(500, 15_000), fate, 'resume', () => void seller.resume());
    });
  if (random.chance(0.3))
    times(2, () =>
      sometime('hand edit', async () => {
        await seller.editByHand();
        judge.takeAsGiven();
      }),
    );

  times(4, () =>
    sometime(
      'kill -9',
      forSomeone((worker) => {
        world.kill(worker);
        simulation.after(random.int(100, 12_000), fate, 'start again', () => {
          if (simulation.nowMs < endMs) world.startWorker();
        });
      }),
    ),
  );
  times(3, () =>
    sometime(
      'SIGSTOP',
      forSomeone(({ actor }) => {
        simulation.freeze(actor);
        simulation.after(random.int(500, 15_000), fate, 'SIGCONT', () => simulation.thaw(actor));
      }),
    ),
  );
  times(2, () =>
    sometime(
      'the clock jumps',
      forSomeone(({ actor }) => {
        actor.wallOffsetMs = random.pick([-86_400_000, -3_600_000, -5000, 5000, 3_600_000, 86_400_000]);
      }),
    ),
  );
  if (random.chance(0.3))
    sometime('the database restarts', () => {
      world.weather.downUntilMs = simulation.nowMs + random.int(200, 8000);
      for (const { wire } of [...world.workers, seller.process]) wire.hangUp(world.memory);
    });

  world.deafness = random.pick([0, 0, 0.3, 1]);
  world.weather.cutBefore = random.pick([0, 0, 0.005, 0.03]);
  world.weather.cutAfter = random.pick([0, 0, 0.005, 0.03]);
  const roughness = random.pick([0, 0.03, 0.1, 0.3]);
  const kinds = callFaults.filter(() => random.chance(0.6));
  world.network.weather = {
    rates: Object.fromEntries(kinds.map((kind) => [kind, roughness / Math.max(1, kinds.length)])),
    lateRate: createRandom(simulation.seed, 'late rate').pick([0, 0, 0.02, 0.1]),
  };
  return endMs;
}
