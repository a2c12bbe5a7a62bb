import type { TaskOptions } from "./npm-options.mjs";

export const tasks: Readonly<Record<string, { readonly options?: TaskOptions }>>;
