import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const top = fileURLToPath(new URL("../..", import.meta.url));

/** Below it, modules as they were compiled. */
export const kept = join(top, "dist/modules");

/** Sources that are compiled, relative to the repository. Everything else is loaded from where it is. */
export const isCompiled = (name) => /^(?:src|harness|scenarios|topologies)\/.*\.ts$/.test(name);

/** Where the compiled module of a source of this repository is kept, whether it is there or not; undefined = of no other. */
export function compiledPath(source) {
  const name = relative(top, source);
  return isCompiled(name) ? join(kept, `${name.slice(0, -3)}.mjs`) : undefined;
}
