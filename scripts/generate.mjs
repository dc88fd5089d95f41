// npm run generate [-- --check]: everything that is written from the code, one after the other.
import { spawnSync } from 'node:child_process';

const written = ['scripts/generate-openapi.ts', 'scripts/generate-capabilities.ts'];
const results = written.map((path) =>
  spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...process.argv.slice(2)], {
    stdio: 'inherit',
  }),
);
process.exitCode = results.every(({ status }) => status === 0) ? 0 : 1;
