import { endpointKey } from "../../../base/address/endpoint.ts";
import { hostLabel } from "./member-name.ts";
import type { PeerStatus, RunningEdge } from "../../../status/edge-status.ts";
import type { HookFacts } from "../../../runtime/hooks/hook-queue.ts";

/** Each hook, and its option. */
export const hookOption = { up: "onUp", down: "onDown", peer: "onPeer", hosts: "onHosts" } as const;

export type HookName = keyof typeof hookOption;

/** Options that take effect in a running edge. Its first hook has run by then. */
export const hooksAtOnce = ["onDown", "onPeer", "onHosts", "hostsFile", "hostsDomain"] as const;

/** What every hook receives. Secret names are left out: others can read a process's environment. */
export function edgeFacts(hook: HookName, device: string, view: RunningEdge): HookFacts {
  const { address, mac, community, supernode } = view;
  return {
    N2N_HOOK: hook,
    N2N_INTERFACE: device,
    N2N_ADDRESS: address?.address ?? "",
    N2N_PREFIX: address === undefined ? "" : String(address.prefix),
    N2N_MAC: mac,
    N2N_COMMUNITY: community ?? "",
    N2N_SUPERNODE: supernode === undefined ? "" : endpointKey(supernode),
  };
}

/** A peer chooses its name: only one that is a host name is passed on. */
export function peerHookFacts(peer: PeerStatus, path: PeerStatus["path"] | "gone"): HookFacts {
  return {
    N2N_PEER_MAC: peer.mac,
    N2N_PEER_ADDRESS: peer.address?.address ?? "",
    N2N_PEER_NAME: hostLabel(peer.description ?? "") ?? "",
    N2N_PEER_PATH: path,
    N2N_PEER_SOCKET: path !== "direct" || peer.socket === undefined ? "" : endpointKey(peer.socket),
    N2N_PEER_WHY: path === "gone" ? "" : peer.why,
  };
}
