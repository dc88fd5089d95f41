// Loaded before a program of the clone (`node --import`): packages are found without reading their lists of exports again and again.
// Node parses the package.json above a file for each file that it resolves. drizzle-orm's has 130 kB and it has a hundred
// files, which was half of a start. What is answered here is what Node answered or would answer; the rest goes to Node.
import { registerHooks } from 'node:module';

/** The packages worth it. Each of their files is an ES module, none is reached by two names. */
const large = /\/node_modules\/drizzle-orm\//;
const packageFolder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//;
/** What Node answered for a package's name, by the folder of the package that asked. */
const answers = new Map();

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL, conditions, importAttributes } = context;
    const isPlain =
      parentURL?.startsWith('file:') &&
      !conditions?.includes('require') &&
      Object.keys(importAttributes ?? {}).length === 0;
    if (!isPlain || /^(#|\/|node:|file:)/.test(specifier)) return next(specifier, context);
    if (specifier.startsWith('.')) {
      if (!large.test(parentURL) || !specifier.endsWith('.js')) return next(specifier, context);
      return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
    }
    const key = `${packageFolder.exec(parentURL)?.[0] ?? ''} ${specifier}`;
    const answer = answers.get(key) ?? next(specifier, context);
    answers.set(key, answer);
    return { ...answer, shortCircuit: true };
  },
});
