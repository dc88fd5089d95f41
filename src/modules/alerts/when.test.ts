import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastHour, localTime, mondayOf } from './local-time.ts';
import { mayTell, type Reader, windowMs } from './when.ts';

const reader = (changes: Partial<Reader> = {}): Reader => ({
  rhythm: 'soon',
  digestHour: 8,
  quietFrom: null,
  quietUntil: null,
  timeZone: 'Europe/Berlin',
  toldAt: null,
  unseen: 0,
  ...changes,
});
const at = (text: string) => new Date(text);

describe('when a message may go', () => {
  it('waits a moment for what happens together, then goes', () => {
    expect(mayTell(reader(), at('2026-03-03T10:00:00Z'), at('2026-03-03T10:00:59Z'))).toBe(false);
    expect(mayTell(reader(), at('2026-03-03T10:00:00Z'), at('2026-03-03T10:01:00Z'))).toBe(true);
  });

  it('leaves whoever does not look in peace more and more', () => {
    expect([0, 1, 3, 4, 50].map((unseen) => windowMs(unseen) / 60_000)).toEqual([15, 60, 60, 1440, 1440]);
    const news = at('2026-03-03T09:00:00Z');
    const told = reader({ toldAt: at('2026-03-03T10:00:00Z'), unseen: 1 });
    expect(mayTell(told, news, at('2026-03-03T10:59:00Z'))).toBe(false);
    expect(mayTell(told, news, at('2026-03-03T11:00:00Z'))).toBe(true);
  });

  it('keeps quiet at night, also over midnight, in the person’s own zone', () => {
    const night = reader({ quietFrom: 22 * 60, quietUntil: 7 * 60 });
    const news = at('2026-03-03T20:00:00Z');
    expect(mayTell(night, news, at('2026-03-03T20:59:00Z'))).toBe(true);
    expect(mayTell(night, news, at('2026-03-03T21:00:00Z'))).toBe(false);
    expect(mayTell(night, news, at('2026-03-04T05:59:00Z'))).toBe(false);
    expect(mayTell(night, news, at('2026-03-04T06:00:00Z'))).toBe(true);
  });

  it('comes once a day where that is wanted', () => {
    const daily = reader({ rhythm: 'daily' });
    const news = at('2026-03-03T06:30:00Z');
    expect(mayTell(daily, news, at('2026-03-03T06:59:00Z'))).toBe(false);
    expect(mayTell(daily, news, at('2026-03-03T07:00:00Z'))).toBe(true);
    const told = { ...daily, toldAt: at('2026-03-03T07:00:10Z') };
    expect(mayTell(told, at('2026-03-03T08:00:00Z'), at('2026-03-04T06:59:00Z'))).toBe(false);
    expect(mayTell(told, at('2026-03-03T08:00:00Z'), at('2026-03-04T07:01:00Z'))).toBe(true);
  });

  it('sends no more than the windows allow, whatever happens and however often it is asked', () => {
    const everything = fc.array(
      fc.record({ minutes: fc.integer({ min: 1, max: 90 }), sees: fc.boolean(), isNews: fc.boolean() }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(everything, (turns) => {
        let now = at('2026-03-01T00:00:00Z').getTime();
        let one = reader();
        let newsAt: Date | null = null;
        const sent: { at: number; unseen: number }[] = [];
        for (const { minutes, sees, isNews } of turns) {
          now += minutes * 60_000;
          if (sees) one = { ...one, unseen: 0 };
          if (isNews) newsAt ??= new Date(now);
          if (!newsAt || !mayTell(one, newsAt, new Date(now))) continue;
          sent.push({ at: now, unseen: one.unseen });
          one = { ...one, toldAt: new Date(now), unseen: one.unseen + 1 };
          newsAt = null;
        }
        for (const [index, message] of sent.entries()) {
          const before = sent[index - 1];
          if (before) expect(message.at - before.at).toBeGreaterThanOrEqual(windowMs(message.unseen));
        }
      }),
    );
  });
});

describe('local time', () => {
  it('finds the hour of a day on which the clock changes', () => {
    // 29 March 2026: Berlin goes from 2 to 3 o'clock
    expect(lastHour(at('2026-03-29T12:00:00Z'), 'Europe/Berlin', 8)).toEqual(at('2026-03-29T06:00:00Z'));
    expect(lastHour(at('2026-03-29T05:00:00Z'), 'Europe/Berlin', 8)).toEqual(at('2026-03-28T07:00:00Z'));
    expect(lastHour(at('2026-10-25T12:00:00Z'), 'Europe/Berlin', 8)).toEqual(at('2026-10-25T07:00:00Z'));
    expect(lastHour(at('2026-10-25T06:00:00Z'), 'Europe/Berlin', 8)).toEqual(at('2026-10-24T06:00:00Z'));
  });

  it('gives the hour asked for, never later than now and at most a day and an hour ago', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Pacific/Auckland',
      'UTC',
    );
    fc.assert(
      fc.property(
        fc.integer({ min: at('2026-01-01').getTime(), max: at('2027-01-01').getTime() }),
        zones,
        fc.integer({ min: 4, max: 23 }),
        (ms, zone, hour) => {
          const found = lastHour(new Date(ms), zone, hour);
          expect(found.getTime()).toBeLessThanOrEqual(ms);
          expect(ms - found.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
          expect(localTime(found, zone).minute).toBe(hour * 60);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('knows the Monday of a week', () => {
    expect(mondayOf(at('2026-03-01T22:30:00Z'), 'Europe/Berlin')).toBe('2026-02-23');
    expect(mondayOf(at('2026-03-01T23:30:00Z'), 'Europe/Berlin')).toBe('2026-03-02');
  });
});
