import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../../src/base/config-error.ts";
import { loadTrouble } from "../story/scenario-error.ts";
import { addSystems } from "../sut/registry.ts";
import { checkedConfig } from "./config.ts";
import { importable } from "./own-folder.ts";
import { enterProject, usualFolders } from "./project.ts";
import { readTypeScript } from "./read-typescript.ts";

const configFiles = ["natlab.config.ts", "natlab.config.mts", "natlab.config.js", "natlab.config.mjs"];

/**
 * Makes the folder's project the one that this process works for: the nearest folder upwards with a `natlab.config.ts`,
 * or the folder itself. Changes to it. Throws ConfigError.
 */
export async function enterProjectOf(folder: string): Promise<void> {
  const file = configAbove(folder);
  const top = file === undefined ? folder : dirname(file);
  process.chdir(top);
  enterProject({ folder: top, ...usualFolders });
  if (file === undefined) return;
  const { systems = [], ...folders } = checkedConfig(await exported(file));
  enterProject({ folder: top, ...usualFolders, ...folders });
  addSystems(systems);
}

function configAbove(folder: string): string | undefined {
  const found = configFiles.map((name) => join(folder, name)).find((file) => existsSync(file));
  if (found !== undefined) return found;
  const above = resolve(folder, "..");
  return above === folder ? undefined : configAbove(above);
}

async function exported(file: string): Promise<unknown> {
  await readTypeScript();
  try {
    return ((await import(pathToFileURL(importable(file)).href)) as { readonly default?: unknown }).default;
  } catch (error) {
    throw error instanceof ConfigError ? error : loadTrouble(file.slice(dirname(file).length + 1), error);
  }
}
