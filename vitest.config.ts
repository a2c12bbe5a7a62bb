import { defineConfig } from "vitest/config";

const isRoot = process.getuid?.() === 0;

/** Four projects, fastest first. `lab` builds real namespaces, so its files run one after the other. */
export default defineConfig({
  test: {
    reporters: ["default", "./ci/closing-line.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["{src,harness,topologies,scenarios,ci}/**/*.test.ts"],
          exclude: ["**/*.sim.test.ts", "**/*.lab.test.ts"],
        },
      },
      { test: { name: "sim", include: ["{harness,scenarios}/**/*.sim.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: isRoot ? "lab" : "lab (skipped: needs root)",
          include: ["{src,harness,scenarios,ci}/**/*.lab.test.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
