import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isRoot, unprivilegedUsers } from '../../scripts/platform.mjs';
import { placeCluster } from './data-place.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'spindle-place-'));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

it('keeps the database in its folder when the server runs as ourselves', () => {
  expect(placeCluster(top, null, () => {})).toBe(top);
});

// Only root can start the server as another user; elsewhere the rule cannot come into play.
const user = isRoot() ? unprivilegedUsers()[0] : undefined;
if (user) {
  it('moves the database out of a folder that the server’s user cannot enter, says so, and finds it again', () => {
    const dataDir = join(top, 'closed', 'data');
    const shared = join(top, 'shared');
    mkdirSync(dataDir, { recursive: true });
    mkdirSync(shared);
    chmodSync(top, 0o755);
    chmodSync(shared, 0o755);
    chmodSync(join(top, 'closed'), 0o700);
    const said: string[] = [];
    const place = placeCluster(dataDir, user, (line) => said.push(line), [shared]);
    expect(place.startsWith(shared)).toBe(true);
    expect(said.join()).toContain(place);
    expect(readFileSync(join(dataDir, 'moved-to'), 'utf8').trim()).toBe(place);
    expect(placeCluster(dataDir, user, () => {}, [])).toBe(place);
    rmSync(place, { recursive: true });
    expect(() => placeCluster(dataDir, user, () => {}, [shared])).toThrow(/is not there/);
  });

  it('says what to do when no place can be entered', () => {
    const dataDir = join(top, 'data');
    mkdirSync(dataDir);
    chmodSync(top, 0o700);
    expect(() => placeCluster(dataDir, user, () => {}, [join(top, 'also-closed')])).toThrow(/SPINDLE_HOME/);
    expect(existsSync(join(dataDir, 'moved-to'))).toBe(false);
  });
}
