// What every npm script goes through: node scripts/bootstrap.mjs [--no-dashboard] [node flags] <file or tool> [arguments]
// Without a file it only sets up.
import { launch } from './launch.mjs';

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  process.stderr.write(
    `Spindle needs Node 20 or newer to set itself up; this is ${process.versions.node}.\n`,
  );
  process.exit(1);
}
const words = process.argv.slice(2);
const at = words.findIndex((word) => !word.startsWith('--'));
const before = at < 0 ? words : words.slice(0, at);
await launch({
  entry: at < 0 ? null : words[at],
  args: at < 0 ? [] : words.slice(at + 1),
  nodeFlags: before.filter((word) => word !== '--no-dashboard'),
  wantsDashboard: !before.includes('--no-dashboard'),
});
