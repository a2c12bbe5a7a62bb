import { renameSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const top = fileURLToPath(new URL("../../../", import.meta.url));

const bundles = new Map<string, Promise<string>>();

/** Bundles a program from its current sources, once per process, into dist/testing; without native modules. */
export function bundled(name: string, source: string): Promise<string> {
  const known = bundles.get(name) ?? bundle(name, source);
  bundles.set(name, known);
  return known;
}

async function bundle(name: string, source: string): Promise<string> {
  const target = `${top}dist/testing/${name}.mjs`;
  const unfinished = `${target}.${process.pid}`;
  await build({
    entryPoints: [top + source],
    outfile: unfinished,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["koffi", "@bokuweb/zstd-wasm"],
    logLevel: "warning",
  });
  renameSync(unfinished, target);
  return target;
}
