import { type Endpoint, endpointKey } from "../../base/address/endpoint.ts";
import type { FieldText, Malformed, Message } from "../../wire/message.ts";
import recorded from "../vectors/supernode_exchange.json" with { type: "json" };

/** A step of a recorded conversation over UDP. For tests. */
export interface ConversationStep {
  readonly note: string;
  readonly from: string;
  readonly hex: string;
  readonly received: readonly { readonly at: string; readonly hex: string; readonly plain?: string }[];
}

const sockets = Object.entries(recorded.endpoints);
const names = new Map(sockets.map(([name, socket]) => [socket, name]));

export const supernodeSocket = endpointOf(recorded.supernode);

export function socketOf(name: string): Endpoint {
  return endpointOf(Object.fromEntries(sockets)[name]!);
}

export function nameOf(socket: Endpoint): string | undefined {
  return names.get(endpointKey(socket));
}

export function recordedScenario<S>(name: string): { readonly steps: readonly S[]; readonly community_file?: string } {
  const found = recorded.scenarios.find((scenario) => scenario.name === name);
  return found as unknown as { steps: S[]; community_file?: string };
}

/** The bytes after the sockets of a PEER_INFO are time or stale memory of the reference (§3.8). */
export function comparable(message: Message | Malformed): Message | Malformed {
  return "type" in message && message.type === "PEER_INFO"
    ? { ...message, load: 0, uptime: 0, version: "" as FieldText }
    : message;
}

export function endpointOf(text: string): Endpoint {
  const colon = text.lastIndexOf(":");
  return { address: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}
