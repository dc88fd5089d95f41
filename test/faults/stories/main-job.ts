import * as act from './acts.ts';
import type { Story } from './story.ts';

/** The main job, from dropped files to told buyers. */
export const mainJob: Story = {
  name: 'main-job',
  what: '10 patterns: taken in, adopted, listed, edited, sold, corrected, told',
  patterns: 10,
  moments: 14,
  phases: [
    {
      name: 'intake',
      counts: 'rows',
      reach: 60,
      play: (scene) => act.intake(scene, ['a4.pdf', 'instructions.pdf', 'cover.png']),
    },
    { name: 'connect', counts: 'calls', reach: 0, play: act.connect },
    {
      name: 'adopt',
      counts: 'calls',
      reach: 10,
      play: (scene) => act.adopt(scene, Math.min(2, scene.ledger.titles.length - 1)),
    },
    {
      name: 'list',
      counts: 'calls',
      reach: 70,
      play: async (scene) => {
        await act.listAll(scene);
        await act.bringInStep(scene);
      },
    },
    { name: 'hear', counts: 'calls', reach: 0, play: act.hear },
    {
      name: 'trade',
      counts: 'calls',
      reach: 40,
      play: async (scene) => {
        await Promise.all([act.edit(scene, 0.7), act.sell(scene, 16)]);
        await Promise.all([act.bringInStep(scene), act.ordersKnown(scene)]);
      },
    },
    {
      name: 'correct',
      counts: 'calls',
      reach: 25,
      play: async (scene) => {
        await act.correct(scene, 4);
        await act.bringInStep(scene);
      },
    },
  ],
};
