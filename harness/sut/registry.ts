import type { SystemUnderTest } from "./contract.ts";
import { n3n } from "./n2n/n3n.ts";
import { ntop } from "./n2n/ntop.ts";
import { ours } from "./n2n/ours.ts";
import { nebula } from "./nebula.ts";
import { openvpn } from "./openvpn.ts";
import { hyperdht } from "./npm/hyperdht/hyperdht.ts";
import { tinc } from "./tinc.ts";

/** Every program that can be put into a laboratory. */
export const registry: Readonly<Record<string, SystemUnderTest>> = { ours, ntop, n3n, nebula, openvpn, tinc, hyperdht };
