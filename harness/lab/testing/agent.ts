import { renameSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const top = fileURLToPath(new URL("../../../", import.meta.url));

/** Bundles the agent as it is now, beside the built one; koffi stays outside since its binary does. */
export async function bundledAgent(): Promise<string> {
  const outfile = `${top}dist/testing/lab-agent.${process.pid}.mjs`;
  const target = `${top}dist/testing/lab-agent.mjs`;
  await build({
    entryPoints: [`${top}harness/lab/agent/main.ts`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["koffi"],
    logLevel: "warning",
  });
  renameSync(outfile, target);
  return target;
}
