import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSpindle } from '../../../test/support/command-line.ts';
import { createTestHost, type TestHost } from '../../../test/support/host.ts';
import { claimBackup, kept, Progress } from '../../backup/index.ts';
import { runWhenDue } from './run-scheduled.ts';
import { dueAt, isOverdue, readSettings } from './settings.ts';
import { startBackup } from './start-backup.ts';
import { backupStatus } from './status.ts';

const at = (text: string): Date => new Date(text);

describe('the schedule', () => {
  it('comes a day after the last one, or at its time, and an hour after one that failed', () => {
    const now = at('2026-05-10T12:00:00');
    const day = { atMinute: null };
    expect(dueAt(day, null, null, now)).toEqual(now);
    expect(dueAt(day, at('2026-05-09T20:00:00'), at('2026-05-09T20:00:00'), now)).toEqual(
      at('2026-05-10T20:00:00'),
    );
    const night = { atMinute: 3 * 60 + 30 };
    expect(dueAt(night, at('2026-05-09T12:00:00'), at('2026-05-09T12:00:00'), now)).toEqual(
      at('2026-05-10T03:30:00'),
    );
    expect(dueAt(night, at('2026-05-10T03:31:00'), at('2026-05-10T03:31:00'), now)).toEqual(
      at('2026-05-11T03:30:00'),
    );
    expect(dueAt(day, at('2026-05-01T12:00:00'), at('2026-05-10T11:30:00'), now)).toEqual(
      at('2026-05-10T12:30:00'),
    );
    expect(dueAt(day, null, at('2026-05-10T11:30:00'), now)).toEqual(at('2026-05-10T12:30:00'));
    expect(isOverdue(at('2026-05-08T11:00:00'), now, now)).toBe(true);
    expect(isOverdue(at('2026-05-09T11:00:00'), now, now)).toBe(false);
  });

  it('keeps the newest of each day and week', () => {
    const moments = Array.from({ length: 40 }, (_, index) =>
      new Date(Date.UTC(2026, 0, 1 + index, 3)).toISOString(),
    ).flatMap((moment) => [moment, moment.replace('T03', 'T04')]);
    const stay = [...kept(moments, { daily: 3, weekly: 2 })].sort();
    expect(stay.map((moment) => moment.slice(0, 13))).toEqual(
      [
        // Sunday, the newest of the week before
        '2026-02-08T04',
        '2026-02-07T04',
        '2026-02-09T04',
      ].sort(),
    );
    expect(kept(moments, { daily: 0, weekly: 0 }).size).toBe(1);
    expect(kept([], { daily: 3, weekly: 2 }).size).toBe(0);
  });

  it('refuses settings that it does not understand', () => {
    expect(readSettings({})).toBeNull();
    expect(
      readSettings({ SPINDLE_BACKUP_DIR: '/b', SPINDLE_BACKUP_AT: '3:05', SPINDLE_BACKUP_KEEP: '3,2' }),
    ).toMatchObject({
      atMinute: 185,
      daily: 3,
      weekly: 2,
    });
    for (const wrong of [{ SPINDLE_BACKUP_AT: '25:00' }, { SPINDLE_BACKUP_KEEP: 'all' }])
      expect(() => readSettings({ SPINDLE_BACKUP_DIR: '/b', ...wrong })).toThrow('or leave it out');
  });
});

describe('a hub with a folder for backups', () => {
  let test: TestHost;
  let folder: string;
  const settings = () => ({
    folder: join(folder, 'backups'),
    isChosen: false,
    atMinute: null,
    daily: 7,
    weekly: 4,
    passphraseFile: null,
    isEncrypted: false,
  });
  const run = () => runWhenDue(test.host, settings(), new AbortController().signal);
  beforeAll(async () => {
    test = await createTestHost({ jobs: false });
    folder = await mkdtemp(join(tmpdir(), 'spindle-schedule-'));
    test.host.ports.backup = {
      databaseUrl: test.databaseUrl,
      environment: { SPINDLE_HOME: folder, SPINDLE_STORAGE: join(test.folder, 'files') },
      isAlone: true,
    };
  });
  afterAll(async () => {
    delete process.env.SPINDLE_BACKUP_DIR;
    await test?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('backs up when it is time, once, and when it is asked', async () => {
    expect(await run()).toBe(true);
    expect(await run()).toBe(false);
    const status = await test.run(backupStatus, {});
    expect(status.lastDone).toMatchObject({ state: 'done', askedBy: 'schedule' });
    expect(status.sentence).toContain('The last whole backup is of');
    await expect(test.run(startBackup, {})).rejects.toThrow('SPINDLE_BACKUP_DIR');
    process.env.SPINDLE_BACKUP_DIR = settings().folder;
    await test.run(startBackup, {});
    await test.run(startBackup, {});
    const release = await claimBackup(test.databaseUrl);
    expect(await run()).toBe(false);
    await release?.();
    expect(await run()).toBe(true);
    expect((await test.run(backupStatus, {})).last).toMatchObject({ askedBy: 'seller' });
    expect((await readdir(settings().folder)).filter((name) => name.endsWith('.spindle'))).toHaveLength(1);
  });

  it('tells when one fails, and does not try again at once', async () => {
    await rm(settings().folder, { recursive: true });
    await writeFile(settings().folder, 'a file where the folder was');
    await test.run(startBackup, {});
    expect(await run()).toBe(false);
    const status = await test.run(backupStatus, {});
    expect(status.last).toMatchObject({ state: 'failed', askedBy: 'seller' });
    expect(status.sentence).toContain('The one after it failed');
    const { rows } = await test.host.db.execute<{ sentence: string }>(
      "select sentence from activity where tone = 'problem'",
    );
    expect(rows[0]?.sentence).toContain('The backup into');
    expect(await run()).toBe(false);
  });

  it('hears from the command how far it is, and at its end what it made', async () => {
    const env = {
      SPINDLE_HOME: folder,
      SPINDLE_STORAGE: join(test.folder, 'files'),
      DATABASE_URL: test.databaseUrl,
    };
    const told = ['backup', '--to', join(folder, 'told'), '--json', '--asked-by', 'seller'];
    const lines = (await runSpindle(told, env)).out.trim().split('\n');
    const made = JSON.parse(lines.pop() as string);
    expect(made.path).toContain('.spindle');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(Progress.safeParse(JSON.parse(line)).error).toBeUndefined();
  });

  it('says how far it is while a process is at work, and nothing of one that ended', async () => {
    await test.host.db.execute('delete from backup_run');
    await test.run(startBackup, {});
    expect((await test.run(backupStatus, {})).underWay).toMatchObject({ askedBy: 'seller', progress: null });
    await test.host.db.execute(
      `update backup_run set result = '{"phase":"files","done":2,"total":9,"doneBytes":20,"totalBytes":90}'`,
    );
    expect((await test.run(backupStatus, {})).underWay?.progress).toBeNull();
    const release = await claimBackup(test.databaseUrl);
    expect((await test.run(backupStatus, {})).underWay?.progress).toMatchObject({ done: 2, total: 9 });
    await release?.();
  });

  it('makes no folder in the place of a disk that is away', async () => {
    const away = join(folder, 'away');
    const chosen = { ...settings(), folder: away, isChosen: true };
    expect(await runWhenDue(test.host, chosen, new AbortController().signal)).toBe(false);
    const { last, underWay } = await test.run(backupStatus, {});
    expect(underWay).toBeNull();
    expect(last?.sentence).toContain('Plug its disk in');
    expect(await readdir(folder)).not.toContain('away');
  });
});
