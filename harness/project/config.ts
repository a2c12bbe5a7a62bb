import { ConfigError } from "../../src/base/config-error.ts";
import type { SystemUnderTest } from "../sut/contract.ts";
import type { Project } from "./project.ts";

/** What `natlab.config.ts` says. Folders are relative to it. */
export interface NatlabConfig {
  /** Of your scenarios, one per file. Default: `scenarios`. */
  readonly scenarios?: string;
  /** Of files that export a network, for `natlab lab NAME`. Default: `topologies`. */
  readonly topologies?: string;
  /** For what runs leave behind. Default: `reports`. */
  readonly reports?: string;
  /** Programs of yours, for `--sut NAME`, in scenarios and in the matrix. */
  readonly systems?: readonly SystemUnderTest[];
}

/** `export default defineConfig({ … })`: the same object, with its type. */
export const defineConfig = (config: NatlabConfig): NatlabConfig => config;

const folders = ["scenarios", "topologies", "reports"] as const;

/** Of a file that was loaded without type checks. Throws ConfigError. */
export function checkedConfig(value: unknown): Partial<Omit<Project, "folder">> & Pick<NatlabConfig, "systems"> {
  if (typeof value !== "object" || value === null) throw wrong("write export default defineConfig({ … })");
  const config = value as NatlabConfig;
  const known: readonly string[] = [...folders, "systems"];
  const odd = Object.keys(config).find((name) => !known.includes(name));
  if (odd !== undefined) throw wrong(`${odd}: no such setting; there are ${known.join(", ")}`);
  const empty = folders.find((name) => config[name] !== undefined && (typeof config[name] !== "string" || config[name] === "")); // prettier-ignore
  if (empty !== undefined) throw wrong(`${empty}: must be the name of a folder`);
  if (config.systems !== undefined && !Array.isArray(config.systems)) throw wrong("systems: must be a list");
  return config;
}

const wrong = (what: string): ConfigError => new ConfigError(`natlab.config.ts: ${what}`);
