#!/usr/bin/env node
// The command line, as `npx spindle …` in the clone.
import { launch } from './launch.mjs';

await launch({ entry: 'src/cli/main.ts', args: process.argv.slice(2), wantsDashboard: false });
