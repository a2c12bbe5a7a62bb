import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import { endpointKey } from "../../src/base/address/endpoint.ts";
import { isIpv6 } from "../../src/base/address/ip.ts";
import type { Lab } from "../lab/lab.ts";
import type { Cast } from "../story/cast.ts";
import { planOverlay, usual } from "../story/story-plan.ts";
import type { EdgeOptions, SupernodeOptions } from "../story/world.ts";
import type { NetworkState } from "../topology/network-state.ts";
import type { Topology } from "../topology/topology.ts";
import type { LabPrograms } from "./programs.ts";
import { addressInside, untilDevice, untilPortIsBound } from "./ready.ts";

export interface DaemonSetting {
  readonly topology: Topology;
  /** Whose addresses change with the network. */
  readonly state: NetworkState;
  readonly cast: Cast;
  /** The case's evidence folder. */
  readonly folder: string;
  readonly record?: boolean;
}

/** Ours to choose. */
const tuned = { supernodePort: 7654, device: "n2n0" };

/** The supernodes and edges of a case: started with what the story says, and with what is usual where it says nothing. */
export class LabDaemons {
  readonly #lab: Lab;
  readonly #programs: LabPrograms;
  readonly #setting: DaemonSetting;
  /** By node, once its edge has an address. */
  readonly overlay: Record<string, { device: string; address: string }> = {};
  /** In the order of their first start. */
  readonly relays: { node: string; port: number }[] = [];

  constructor(lab: Lab, programs: LabPrograms, setting: DaemonSetting) {
    this.#lab = lab;
    this.#programs = programs;
    this.#setting = setting;
  }

  /** Resolves when its port is bound. */
  async startSupernode(node: string, { communities, federation }: SupernodeOptions): Promise<void> {
    const port = tuned.supernodePort;
    const list = join(this.#setting.folder, "sut", `${node}-communities.list`);
    if (communities !== undefined) await writeFile(list, communities);
    const members = federation?.with.map((host) => this.#socketOf(host, port)) ?? [];
    const setup = {
      port,
      ...(communities !== undefined && { communities: resolve(list) }),
      ...(federation !== undefined && { federation: { name: federation.name, members } }),
      ...this.#recording(node, "supernode"),
    };
    await this.#programs.start(node, "supernode", this.#setting.cast[node]!.supernode(setup));
    await untilPortIsBound(this.#lab, node, port, () => this.#programs.ended);
    if (!this.relays.some((relay) => relay.node === node)) this.relays.push({ node, port });
  }

  /** Resolves when its interface has an address. Throws ConfigError for an underlay that the supernode lacks. */
  async startEdge(node: string, options: EdgeOptions): Promise<void> {
    const { device } = tuned;
    const {
      community = usual.community,
      key = usual.key,
      address = planOverlay(this.#setting.topology)[node]!,
      peerToPeer = true,
      transform = usual.transform,
      supernode = this.relays[0]?.node ?? "sn",
      underlay,
      ...more
    } = options;
    const command = this.#setting.cast[node]!.edge({
      ...more,
      device,
      community,
      key,
      ...(address !== "auto" && { address }),
      supernode: this.#socketOf(supernode, tuned.supernodePort, underlay),
      peerToPeer,
      transform,
      ...this.#recording(node, "edge"),
    });
    await this.#programs.start(node, "edge", command);
    await untilDevice(this.#lab, node, device, () => this.#programs.ended);
    this.overlay[node] = { device, address: await addressInside(this.#lab, node, device) };
  }

  #recording(node: string, program: string): { readonly recording?: string } {
    return this.#setting.record === true ? { recording: this.#programs.recording(node, program) } : {};
  }

  #socketOf(host: string, port: number, underlay?: "IPv6"): string {
    const addresses = this.#setting.state.addresses.publicAddresses[host]!;
    const address = addresses.find((one) => isIpv6(one) === (underlay === "IPv6"));
    if (address === undefined) throw new ConfigError(`${host} has no IPv6 address; write host({ ipv6: true })`);
    return endpointKey({ address, port });
  }
}
