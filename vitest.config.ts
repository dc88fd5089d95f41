import { defineConfig } from 'vitest/config';
import { SkipReporter } from './test/support/skip-reporter.ts';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['{src,sandbox,demo,bench,scripts,test,dashboard/src}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/browser/**'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', new SkipReporter()],
    pool: 'forks',
    maxWorkers: 2,
    watch: false,
    passWithNoTests: false,
    // Real servers, PDFs and child processes on a busy machine: a limit that only a hang reaches.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
