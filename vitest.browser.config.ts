import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The story in a real browser: apart from the other tests, because it needs Chromium on the machine. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: { include: ['test/browser/**/*.test.ts'], exclude: ['**/node_modules/**'], fileParallelism: false },
  }),
);
