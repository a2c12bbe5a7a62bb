import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { commandPath } from "./ci/bootstrap/debian-packages.mjs";
import { laboratoryTrouble } from "./ci/bootstrap/namespaces.mjs";
import Mixed from "./ci/testing/order.ts";
import { lateOptimization } from "./src/runtime/process/compiler.ts";

// As the set-up does: an ordinary user often lacks the system's own folders.
process.env["PATH"] = commandPath();
const noLaboratory = laboratoryTrouble();

/** Files of the laboratory wait most of the time, each in namespaces of its own; those of `proc` compute meanwhile. */
const besideLaboratory = 2;
const workers = availableParallelism() + 3;

/**
 * Most tests run their code a few times: V8 would optimize it in threads beside them, and collect garbage in several threads,
 * which have no processor of their own here. Simulations gain nothing.
 */
const execArgv = [...lateOptimization, "--single-threaded-gc", "--max-semi-space-size=32"];

/** Projects: what is pure, and of it what tries many cases (`long`); what starts our programs; simulation; laboratory. */
export default defineConfig({
  test: {
    reporters: ["default", "./ci/closing-line.ts"],
    maxWorkers: "100%",
    sequence: { sequencer: Mixed },
    projects: [
      {
        test: {
          name: "unit",
          execArgv,
          testTimeout: 30_000,
          // A process for each of hundreds of files costs more than what most of them do.
          isolate: false,
          sequence: { groupOrder: 0 },
          include: ["{src,harness,topologies,scenarios,ci,bench}/**/*.test.ts"],
          exclude: ["**/*.{prop,long,proc,sim,lab}.test.ts"],
        },
      },
      {
        test: {
          name: "long",
          execArgv,
          testTimeout: 300_000,
          isolate: false,
          sequence: { groupOrder: 0 },
          include: ["{src,harness,ci,bench}/**/*.{prop,long}.test.ts"],
        },
      },
      {
        test: {
          name: "proc",
          execArgv,
          // At the lowest priority, behind whatever else runs: only what hangs may take so long.
          testTimeout: 300_000,
          hookTimeout: 400_000,
          sequence: { groupOrder: besideLaboratory },
          maxWorkers: workers,
          setupFiles: ["./ci/testing/behind.ts"],
          include: ["{src,harness,ci,bench}/**/*.proc.test.ts"],
        },
      },
      {
        test: {
          name: "sim",
          isolate: false,
          sequence: { groupOrder: 1 },
          include: ["{harness,scenarios}/**/*.sim.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "lab",
          execArgv,
          sequence: { groupOrder: besideLaboratory },
          // Where none can be built the files are listed as skipped, with the reason.
          include: noLaboratory ? ["ci/no-laboratory.ts"] : ["{src,harness,scenarios,ci,bench}/**/*.lab.test.ts"],
          maxWorkers: workers,
          globalSetup: noLaboratory ? [] : ["./ci/testing/built.ts"],
          // Real processes on a machine that others use: once more before it counts, and the closing lines tell of it.
          retry: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
