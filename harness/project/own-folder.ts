import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this package: the nearest one above this module that has a manifest, for sources and bundles alike. */
export const ownFolder = withManifest(import.meta.dirname);

/** Whether this is the built package, which has no TypeScript of its own. */
export const isBuilt = import.meta.filename.endsWith(".mjs");

/** Something that the package brings: `dist/edge.mjs`. Absolute. */
export const ownFile = (path: string): string => join(ownFolder, path);

function withManifest(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : withManifest(dirname(folder));
}
