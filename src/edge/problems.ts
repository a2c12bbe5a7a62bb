import type { Mac } from "../base/address/mac.ts";
import type { Cause, Facts } from "../base/problems.ts";
import type { Transform } from "../seal/ciphers/transform.ts";
import type { FieldText } from "../wire/message.ts";
import { noText, shownText } from "../wire/fields/text.ts";
import { authenticatedTransform } from "./authentic/sealed-payload.ts";

/** Why communication with peers or a supernode fails, as named by the log and `edge status`. */
export const edgeCauses = {
  "other-cipher": { advice: "give all edges of the community the same cipher (-A)" },
  "no-key-here": { advice: "start this edge with the community's key and cipher (-k or N2N_KEY, -A)" },
  "no-key-there": { advice: "start the peer with the community's key and cipher (-k or N2N_KEY, -A)" },
  // One frame may be damaged or forged.
  "other-key": { advice: "give all edges of the community the same key (-k or N2N_KEY)", from: 2 },
  "other-community": { advice: "give both edges the same community name (-c)" },
  "no-decompression": { advice: "switch the peer's compression off (-z0), or to one that this edge has" },
  "clock-differs": { advice: "set both clocks, by NTP for instance: with -H they may differ by 16 s" },
  "supernode-silent": { advice: "check what is listed, in this order" },
  unresolved: {
    advice: "correct the supernode's name (-l), or the machine's DNS (getent hosts NAME); it is tried again",
  },
  refused: { advice: "give this edge another address (-a) or MAC address (-m), or end the one that holds it" },
  "two-machines": {
    advice:
      "give this machine its own /etc/machine-id, or this edge its own MAC address (-m): clones of one image share both",
  },
  "bridge-loop": {
    advice: "end the other connection between the bridged networks, or bridge them at one edge alone",
  },
  "mtu-black-hole": {
    advice: "start the edges with the -M that fits, to send no fragments; small pings pass either way",
  },
  "user-refused": { advice: "check -I and -J against the supernode's community list, and -P against its key" },
  "no-address": { advice: "give this edge an address (-a), or the supernode a range to draw from (-a)" },
} as const satisfies Record<string, Cause>;

export type EdgeCause = keyof typeof edgeCauses;

/** The cause if a peer's frames use a transform other than ours. */
export function mismatchOf(own: Transform["id"], got: number): EdgeCause {
  if (got === nullId) return "no-key-there";
  return own === nullId ? "no-key-here" : "other-cipher";
}

const nullId = 1;

/** A transform with the option that selects it; `id`: its number on the wire. */
export function transformText(id: number): string {
  return names[id] ?? `unknown (${id})`;
}

/** Facts that identify a peer; `description`: undefined = unknown. */
export function peerFacts(mac: Mac, description: FieldText | undefined): Facts {
  return { peer: mac, name: shownText(description ?? noText) };
}

export function otherKey(
  { mac, description }: { readonly mac: Mac; readonly description?: FieldText | undefined },
  transform: Transform["id"],
): Facts {
  return { ...peerFacts(mac, description), cipher: transformText(transform) };
}

const names: Readonly<Record<number, string>> = {
  1: "not encrypted (-A1)",
  2: "Twofish (-A2)",
  3: "AES (-A3)",
  4: "ChaCha20 (-A4)",
  5: "Speck (-A5)",
  [authenticatedTransform]: "authenticated (--authenticated)",
};
