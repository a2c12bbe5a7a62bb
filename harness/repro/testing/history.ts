import { instant } from "../../../src/base/instant.ts";
import type { Claim } from "../../expect/claim.ts";
import { planLab } from "../../lab/plan.ts";
import type { LabHistory } from "../../lab-world/setting.ts";
import { rulesetsOf } from "../../lab-world/rulesets.ts";
import { NetworkState } from "../../topology/network-state.ts";
import { host, router, topology } from "../../topology/builders.ts";

/** Makes an interface with the address that it is given, and carries nothing. */
export const mute =
  "ip link add overlay0 type veth peer name nowhere0; ip link set nowhere0 up; " +
  "ip addr add $NATLAB_ADDRESS dev overlay0; ip link set overlay0 up; exec sleep 1000";

const net = topology("two-homes", {
  sn: host(),
  homeA: router({ nat: "symmetric", lan: { alice: host() } }),
  homeB: router({ nat: "full-cone", lan: { bob: host() } }),
});

/** Of a story that starts `command` on alice and bob and then makes a claim. `folder`: the case's. */
export function historyOf(command: string, claims: readonly Claim[], folder: string): LabHistory {
  const state = new NetworkState(net, 1);
  const start = (node: string, address: string, pid: number) =>
    ({ is: "start", node, argv: ["sh", "-c", command], env: { NATLAB_ADDRESS: address, NATLAB_FOLDER: `${folder}/sut/${node}` }, pid }) as const; // prettier-ignore
  return {
    plan: planLab(net, state.addresses, rulesetsOf(state)),
    topology: net,
    acts: [
      { at: 1000, act: start("alice", "10.77.0.2/24", 7) },
      { at: 1500, act: start("bob", "10.77.0.3/24", 8) },
    ],
    steps: claims.map((claim) => ({ at: instant(2000), ended: instant(3000), what: claim.kind, claim })),
    overlay: {
      alice: { device: "overlay0", address: "10.77.0.2" },
      bob: { device: "overlay0", address: "10.77.0.3" },
    },
    relays: ["sn"],
    addresses: state.addresses,
    folder,
  };
}
