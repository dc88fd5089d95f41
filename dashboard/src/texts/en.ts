import { backupsTexts } from './en/backups.ts';
import { frameTexts } from './en/frame.ts';
import { patternsTexts } from './en/patterns.ts';
import { salesTexts } from './en/sales.ts';
import { settingsTexts } from './en/settings.ts';
import { shopsTexts } from './en/shops.ts';

/** Everything that the dashboard says, in English: plain words, second person, present tense. */
export const en = {
  ...frameTexts,
  ...patternsTexts,
  ...shopsTexts,
  ...salesTexts,
  ...settingsTexts,
  ...backupsTexts,
};
