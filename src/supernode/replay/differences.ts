import { endpointKey } from "../../base/address/endpoint.ts";
import type { Malformed, Message } from "../../wire/message.ts";

/** Intended differences from the reference: scenario, step, why, and what ours answers instead. */
export const supernodeDifferences: readonly {
  readonly scenario: string;
  readonly step: number;
  readonly note: string;
  readonly why: string;
  readonly heard: readonly string[];
}[] = [
  {
    scenario: "plain community",
    step: 22,
    note: "PACKET whose source was never registered: still forwarded",
    why: "nothing is relayed for a source that is not registered (§14.1 no. 5)",
    heard: [],
  },
  {
    scenario: "plain community",
    step: 39,
    note: "... the old MAC of edge 1 is not found any more",
    why: "the refused thief of step 38 has not taken the entry of edge 1 (§14.1 no. 6)",
    heard: ["c PEER_INFO 10.78.0.11:50001"],
  },
  {
    scenario: "plain community",
    step: 40,
    note: "... the thief MAC points to the socket of edge 1",
    why: "so the thief's MAC address is unknown",
    heard: [],
  },
  {
    scenario: "-M: no spoofing protection",
    step: 2,
    note: "... socket is now the second one",
    why: "only members learn who the members are",
    heard: [],
  },
];

/** A message in a difference, and its receiver. */
export function brief(at: string | undefined, message: Message | Malformed): string {
  return "type" in message && message.type === "PEER_INFO"
    ? `${at} PEER_INFO ${endpointKey(message.socket)}`
    : `${at} ${JSON.stringify(message)}`;
}
