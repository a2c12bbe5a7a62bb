import type { TaskOptions } from "./npm-options.mjs";

export interface Task {
  readonly module?: string;
  readonly options?: TaskOptions;
  /** What it starts, so that the Debian packages can be brought. */
  readonly commands: readonly string[];
  /** Whether these arguments need a laboratory. */
  readonly laboratory: (args: readonly string[]) => "yes" | "no" | "maybe";
}

export const tasks: Readonly<Record<string, Task>>;
