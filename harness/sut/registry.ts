import { ConfigError } from "../../src/base/config-error.ts";
import type { SystemUnderTest } from "./contract.ts";
import { fastd } from "./debian/fastd.ts";
import { gvpe } from "./debian/gvpe.ts";
import { n2n1 } from "./debian/n2n1.ts";
import { n3n } from "./n2n/n3n.ts";
import { ntop } from "./n2n/ntop.ts";
import { ours } from "./n2n/ours.ts";
import { nebula } from "./debian/nebula.ts";
import { opengnb } from "./debian/opengnb.ts";
import { openvpn } from "./debian/openvpn.ts";
import { hyperdht } from "./npm/hyperdht/hyperdht.ts";
import { libp2p } from "./npm/libp2p/libp2p.ts";
import { webrtc } from "./npm/webrtc/webrtc.ts";
import { strongswan } from "./debian/strongswan.ts";
import { tinc } from "./debian/tinc.ts";
import { tox } from "./tox/tox.ts";
import { wireguardGo } from "./wireguard/wireguard-go.ts";

const known: Record<string, SystemUnderTest> = {
  ours,
  ntop,
  fastd,
  gvpe,
  n2n1,
  n3n,
  nebula,
  opengnb,
  openvpn,
  strongswan,
  tinc,
  "wireguard-go": wireguardGo,
  hyperdht,
  libp2p,
  tox,
  webrtc,
};

/** Every program that can be put into a laboratory, by name. */
export const registry: Readonly<Record<string, SystemUnderTest>> = known;

/** A project's own, before a command reads the registry. Throws ConfigError for a name that is taken. */
export function addSystems(systems: readonly SystemUnderTest[]): void {
  for (const system of systems) {
    const { name } = system;
    if (typeof name !== "string" || !/^[a-z0-9][\w.-]*$/.test(name))
      throw new ConfigError(
        `systems: ${JSON.stringify(name)} is not a valid name; write small letters, digits and dashes`,
      );
    if (Object.hasOwn(known, name)) throw new ConfigError(`systems: there is a "${name}" already; choose another name`);
    if (typeof system.find !== "function" || typeof system.node !== "function")
      throw new ConfigError(`systems: "${name}" needs find() and node(); see docs/your-program.md`);
    known[name] = system;
  }
}
