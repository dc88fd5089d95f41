import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

/** What a machine without the shared folders may leave out; in CI they must be there. */
const absence = /^absent: (SPECS_DIR|CORPORA_DIR)\b/;

/** A skipped test is listed with its reason; the run fails unless the reason is an absent outside folder, outside CI. */
export class SkipReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    // `vitest run -t name` leaves everything else out on purpose.
    if (this.#vitest?.config.testNamePattern) return;
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    if (skipped.length === 0) return;
    const isAllowed = (test: TestCase) => !process.env.CI && absence.test(reasonOf(test));
    const lines = skipped.map(
      (test) =>
        `  ${isAllowed(test) ? 'left out' : 'SKIPPED '} ${test.module.relativeModuleId} > ${test.fullName}: ${reasonOf(test)}`,
    );
    process.stderr.write(`\nNot run (${skipped.length}):\n${lines.join('\n')}\n`);
    if (skipped.some((test) => !isAllowed(test))) {
      process.stderr.write(
        'A test that does not run proves nothing: run it, or give "absent: SPECS_DIR" or "absent: CORPORA_DIR" as the reason.\n',
      );
      process.exitCode = 1;
    }
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  // `describe.skipIf` carries no note: there the name of the group or the test says why.
  return (
    note ??
    /absent: [A-Z_]+/.exec(test.fullName)?.[0] ??
    (test.options.mode === 'todo' ? 'todo' : 'no reason given')
  );
}
