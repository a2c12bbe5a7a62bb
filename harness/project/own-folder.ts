import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { compiledPath } from "../../ci/bootstrap/compiled-path.mjs";

/** The folder of this package: the nearest one above this module that has a manifest, for sources and bundles alike. */
export const ownFolder = withManifest(import.meta.dirname);

/** Whether this module was compiled from the sources of a clone, which are the ones that count. */
const isCompiled = import.meta.dirname === join(ownFolder, "dist/modules/harness/project");

/** Whether this is the built package, which has no TypeScript of its own. */
export const isBuilt = import.meta.filename.endsWith(".mjs") && !isCompiled;

/** What to import for a file that somebody wrote: in a clone, perhaps its compiled form. */
export const importable = (path: string): string => (isCompiled ? compiledPath(path) : undefined) ?? path;

/** The file that somebody wrote, for a compiled one. */
export const sourceOf = (path: string): string =>
  path.replace(/^(.*)\/dist\/modules\/(.+)\.mjs$/, (all, folder: string, name: string) =>
    folder === ownFolder ? `${folder}/${name}.ts` : all,
  );

/** Something that the package brings: `dist/edge.cjs`. Absolute. */
export const ownFile = (path: string): string => join(ownFolder, path);

function withManifest(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : withManifest(dirname(folder));
}
