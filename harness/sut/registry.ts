import type { SystemUnderTest } from "./contract.ts";
import { ntop } from "./ntop.ts";
import { ours } from "./ours.ts";

/** Every program that can be put into a laboratory. */
export const registry: Readonly<Record<string, SystemUnderTest>> = { ours, ntop };
