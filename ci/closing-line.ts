import type { Reporter, TestModule } from "vitest/node";

/** Ends a test run with one plain line that CI reads: `tests: N passed, N failed, N skipped`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++;
      // A file that does not load has no tests to fail.
      if (module.state() === "failed" && module.errors().length > 0) count.failed++;
    }
    process.stdout.write(
      `tests: ${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped\n`,
    );
  }
}
