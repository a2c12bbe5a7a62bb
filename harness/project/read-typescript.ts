import * as nodeModule from "node:module";
import { pathToFileURL } from "node:url";
import { isBuilt, ownFile } from "./own-folder.ts";

let began: Promise<void> | undefined;

/**
 * From now on this process can import a project's own files, TypeScript or not. Only before the first of them: where Node
 * needs a thread for it, that costs a third of a second. In a clone, the bootstrap has seen to it.
 */
export const readTypeScript = (): Promise<void> => (began ??= isBuilt ? begin() : Promise.resolve());

/** In this thread where Node can do that, which is quicker and, from 26 on, the only way without a warning. */
async function begin(): Promise<void> {
  const hooks = pathToFileURL(ownFile("dist/natlab/typescript-hooks.mjs")).href;
  const { registerHooks } = nodeModule as { readonly registerHooks?: (hooks: unknown) => void };
  if (registerHooks === undefined) nodeModule.register(hooks);
  else registerHooks(await import(hooks));
}
