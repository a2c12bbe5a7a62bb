import { type Endpoint, endpointKey } from "../../base/address/endpoint.ts";
import type { Message } from "../../wire/message.ts";

/**
 * The sender whose series of stamps a message with a hidden header belongs to (fact sheet §8.3); undefined = edges
 * send no such message.
 */
export function stampSender(message: Message, from: Endpoint): string | undefined {
  if (message.fromSupernode) return endpointKey(from);
  const { type } = message;
  return type === "PACKET" || type === "REGISTER" || type === "REGISTER_ACK" ? message.source : undefined;
}

/** `multicast`: received on the local discovery socket. */
export function mayOvertake({ type }: Message, multicast: boolean): boolean {
  return type === "PACKET" || type === "PEER_INFO" || (type === "REGISTER" && multicast);
}
