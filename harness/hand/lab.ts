import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tryDebianPackages } from "../../ci/bootstrap/debian-packages.mjs";
import { ConfigError } from "../../src/base/config-error.ts";
import { EnvironmentError } from "../../src/base/environment-error.ts";
import { Lab } from "../lab/lab.ts";
import { portMappingCommand } from "../lab/port-mapping.ts";
import { describeNat } from "../topology/nat/nat.ts";
import type { NetworkState } from "../topology/network-state.ts";
import { LabEvents } from "../lab-world/events.ts";
import { mappingRouters, startPortMapping } from "../lab-world/port-mapping.ts";
import { rulesetsOf } from "../lab-world/rulesets.ts";

/** A laboratory for interactive use: the whole network, with routers that map ports, and no program in it. */
export class HandLab implements AsyncDisposable {
  readonly lab: Lab;
  readonly state: NetworkState;
  readonly events: LabEvents;
  /** For the programs that map ports. */
  readonly #folder: string | undefined;

  private constructor(lab: Lab, state: NetworkState, folder: string | undefined) {
    this.lab = lab;
    this.state = state;
    this.events = new LabEvents(lab, state);
    this.#folder = folder;
  }

  /** Throws EnvironmentError if a router maps ports and the program for that is missing. */
  static async build(state: NetworkState, interrupted?: AbortSignal): Promise<HandLab> {
    const { topology, addresses } = state;
    const mapping = mappingRouters(topology).map(({ name }) => name);
    const lacking =
      mapping.length === 0 ? undefined : tryDebianPackages([portMappingCommand], (line) => process.stderr.write(`setup: ${line}\n`)); // prettier-ignore
    if (lacking !== undefined) throw new EnvironmentError(`${mapping.join(" and ")} cannot map ports: ${lacking}`);
    const lab = await Lab.build({ topology, addresses, rulesets: rulesetsOf(state), seed: 1, interrupted });
    const folder = mapping.length === 0 ? undefined : await mkdtemp(join(tmpdir(), "n2n-natlab-"));
    const hand = new HandLab(lab, state, folder);
    try {
      if (folder !== undefined) await startPortMapping(lab, topology, addresses, folder);
      return hand;
    } catch (error) {
      await hand[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Throws ConfigError for an unknown node. */
  known(node: string): string {
    const names = this.#nodes().map(({ name }) => name);
    if (names.includes(node)) return node;
    throw new ConfigError(`unknown node ${node}; choose from ${names.join(", ")}`);
  }

  /** A line per node: its addresses, its NAT, and the protocols by which it maps ports. */
  nodesText(): string {
    const { interfaces } = this.state.addresses;
    const protocols = new Map(
      mappingRouters(this.state.topology).map((mappingRouter) => [mappingRouter.name, mappingRouter.protocols]),
    );
    return this.#nodes()
      .map(({ name, role }) => {
        const own = interfaces.filter((iface) => iface.node === name && iface.addresses.length > 0);
        const addresses = own.map(
          (iface) => `${iface.name} ${iface.addresses.map(({ address }) => address).join(" ")}`,
        );
        const nat = this.state.routers.get(name)?.declared;
        const asked = protocols.get(name);
        const does = [nat && describeNat(nat), asked && `forwards ports by ${asked.join(", ")}`].filter(Boolean);
        return `  ${name.padEnd(12)} ${role.padEnd(6)} ${addresses.join(", ")}${does.length > 0 ? `   ${does.join("; ")}` : ""}`;
      })
      .join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.lab[Symbol.asyncDispose]();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  #nodes() {
    return this.lab.plan.nodes.filter(({ role }) => role !== "switch");
  }
}
