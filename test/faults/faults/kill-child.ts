import type { Fault } from '../fault.ts';
import { descendantsOf, killOutright } from '../lab/descendants.ts';

export const killChild: Fault = {
  name: 'kill-child',
  what: 'kill -9 of the processes that examine and mark files; no file may be blamed for it',
  isKill: true,
  where: ['several', 'alone'],
  async strike(lab) {
    return lab.processes
      .flatMap(({ pid }) => (pid === null ? [] : [...descendantsOf(pid)]))
      .filter(([pid, command]) => /worker\.ts|stamp-child\.ts/.test(command) && killOutright(pid)).length;
  },
};
