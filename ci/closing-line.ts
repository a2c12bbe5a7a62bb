import type { Reporter, TestCase, TestModule } from "vitest/node";

/**
 * Ends a test run with one plain line that CI reads: `tests: N passed, N failed, N skipped`. Before it, a line for each
 * test that passed only when tried again, with what was wrong the first time: a retry must hide nothing. Where every test
 * was skipped the exit code says that nothing was tested.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        count[test.result().state]++;
        if (test.result().state === "passed" && (test.diagnostic()?.retryCount ?? 0) > 0) say(retried(test));
      }
      // A file that does not load has no tests to fail.
      if (module.state() === "failed" && module.errors().length > 0) count.failed++;
    }
    // Green with nothing tested would be read as green.
    if (count.passed + count.failed === 0 && process.exitCode === undefined) process.exitCode = nothingTested;
    say(`tests: ${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped`);
  }
}

/** As of scenarios. */
const nothingTested = 3;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function retried(test: TestCase): string {
  const [first] = test.result().errors ?? [];
  const why = first === undefined ? "" : `: ${first.message.split("\n")[0]}`;
  return `passed when tried again: ${test.module.relativeModuleId} > ${test.fullName}${why}`;
}
