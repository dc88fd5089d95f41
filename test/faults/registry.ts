import type { Fault } from './fault.ts';
import { clockBack } from './faults/clock-back.ts';
import { clockForward } from './faults/clock-forward.ts';
import { cutNetwork } from './faults/cut-network.ts';
import { databaseDiskFull } from './faults/database-disk-full.ts';
import { diskFull } from './faults/disk-full.ts';
import { killAll } from './faults/kill-all.ts';
import { killChild } from './faults/kill-child.ts';
import { killDatabase } from './faults/kill-database.ts';
import { killHub } from './faults/kill-hub.ts';
import { killWorker } from './faults/kill-worker.ts';
import { pauseWorker } from './faults/pause-worker.ts';
import { silentNetwork } from './faults/silent-network.ts';
import { slowDisk } from './faults/slow-disk.ts';
import { slowNetwork } from './faults/slow-network.ts';

/** Every fault, one line each. */
export const faults: readonly Fault[] = [
  killHub,
  killWorker,
  killChild,
  killDatabase,
  killAll,
  pauseWorker,
  cutNetwork,
  silentNetwork,
  slowNetwork,
  diskFull,
  databaseDiskFull,
  slowDisk,
  clockForward,
  clockBack,
];
