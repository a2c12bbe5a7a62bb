import type { TaskOptions } from "./npm-options.mjs";

export const tasks: Readonly<Record<string, { readonly module?: string; readonly options?: TaskOptions }>>;
