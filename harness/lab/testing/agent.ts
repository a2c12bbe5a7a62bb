import { renameSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const top = fileURLToPath(new URL("../../../", import.meta.url));

let bundled: Promise<string> | undefined;

/** Bundles the agent as its sources are now, once per process; koffi stays outside since its binary does. */
export function bundledAgent(): Promise<string> {
  return (bundled ??= bundle());
}

async function bundle(): Promise<string> {
  const target = `${top}dist/testing/lab-agent.mjs`;
  const unfinished = `${target}.${process.pid}`;
  await build({
    entryPoints: [`${top}harness/lab/agent/main.ts`],
    outfile: unfinished,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["koffi"],
    logLevel: "warning",
  });
  renameSync(unfinished, target);
  return target;
}
