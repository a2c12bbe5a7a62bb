import { join } from "node:path";
import { ownFolder } from "./own-folder.ts";

/** Where a user's own scenarios are, and where reports go. In a clone of this repository, the repository. */
export interface Project {
  /** Absolute; commands run in it, and everything that they print is relative to it. */
  readonly folder: string;
  /** Relative to `folder`. It need not exist. */
  readonly scenarios: string;
  /** Of files that export networks, for `lab NAME`. Likewise. */
  readonly topologies: string;
  /** For runs, the link to the latest, and baselines. Likewise. */
  readonly reports: string;
}

export const usualFolders = { scenarios: "scenarios", topologies: "topologies", reports: "reports" } as const;

let entered: Project = { folder: ownFolder, ...usualFolders };

/** The one that this process works for. */
export const project = (): Project => entered;

/** Once, before a command reads it. */
export function enterProject(chosen: Project): void {
  entered = chosen;
}

/** Below it every run has a folder. Relative to the project's. */
export const runsFolder = (): string => join(entered.reports, "runs");

/** A link to the latest run. Likewise. */
export const latestRun = (): string => join(entered.reports, "latest");
