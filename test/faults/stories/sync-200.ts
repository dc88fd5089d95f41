import * as act from './acts.ts';
import type { Story } from './story.ts';

/** 200 listings are made and then changed over and over. */
export const sync200: Story = {
  name: 'sync-200',
  what: '100 patterns on two shops: 200 listings are made, then changed twice while buyers buy',
  patterns: 100,
  moments: 25,
  phases: [
    {
      name: 'intake',
      counts: 'rows',
      reach: 350,
      play: (scene) => act.intake(scene, ['a4.pdf', 'cover.png']),
    },
    { name: 'connect', counts: 'calls', reach: 0, play: act.connect },
    { name: 'begin', counts: 'calls', reach: 0, play: act.noAdoption },
    {
      name: 'list',
      counts: 'calls',
      reach: 700,
      play: async (scene) => {
        await act.listAll(scene);
        await act.bringInStep(scene);
      },
    },
    { name: 'hear', counts: 'calls', reach: 0, play: act.hear },
    ...['change', 'change again'].map((name) => ({
      name,
      counts: 'calls' as const,
      reach: 150,
      play: async (scene: Parameters<typeof act.edit>[0]) => {
        await Promise.all([act.edit(scene, 0.5), act.sell(scene, 20)]);
        await Promise.all([act.bringInStep(scene), act.ordersKnown(scene)]);
      },
    })),
  ],
};
