import type { Mac } from "../../../src/base/address/mac.ts";
import type { DhcpMessage } from "./message.ts";

/** What a server gives out in the LAN of its router. */
export interface DhcpServer {
  readonly node: string;
  /** The router's address in the LAN: of the server, and the gateway of all. */
  readonly address: string;
  readonly mask: string;
  readonly resolver?: string;
  /** In seconds. */
  readonly lease: number;
  /** Who gets which address. Nobody else gets any. */
  readonly hosts: readonly { readonly node: string; readonly mac: Mac; readonly address: string }[];
}

/**
 * The answer to a message (RFC 2131 §4.3); undefined = none. Whoever asks to keep an address that is no longer theirs is
 * refused, and then asks for another one.
 */
export function dhcpAnswer(asked: DhcpMessage, server: DhcpServer): DhcpMessage | undefined {
  const host = server.hosts.find(({ mac }) => mac === asked.client);
  if (host === undefined || (asked.kind !== "discover" && asked.kind !== "request")) return undefined;
  if (asked.server !== undefined && asked.server !== server.address) return undefined;
  const { address, mask, lease, resolver } = server;
  const common = { xid: asked.xid, client: asked.client, server: address };
  if (asked.kind === "request" && (asked.requested ?? asked.has) !== host.address) return { ...common, kind: "nak" };
  return {
    ...common,
    kind: asked.kind === "discover" ? "offer" : "ack",
    has: asked.has,
    gets: host.address,
    lease,
    mask,
    router: address,
    resolver,
  };
}
