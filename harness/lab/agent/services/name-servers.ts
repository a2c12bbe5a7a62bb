import type { Socket } from "node:dgram";
import { answerTo, type Zone } from "../../../services/dns/answer.ts";
import { resolver, type DnsServer } from "../../../services/dns/servers.ts";
import { boundSocket } from "./bound-socket.ts";
import type { Namespaces } from "../namespaces.ts";

const port = 53;

/** Answers questions about names, in the nodes that have the resolver's addresses. */
export class NameServers {
  readonly #namespaces: Namespaces;
  readonly #zones = new Map<string, Zone>();

  constructor(namespaces: Namespaces) {
    this.#namespaces = namespaces;
  }

  /** What each server answers from now on; one that is new opens its sockets. */
  serve(servers: readonly DnsServer[], ipv6: boolean): void {
    for (const server of servers) {
      const isNew = !this.#zones.has(server.node);
      this.#zones.set(server.node, server);
      if (!isNew) continue;
      for (const address of [resolver.ipv4, ...(ipv6 ? [resolver.ipv6] : [])])
        this.#namespaces.inside(server.node, () => this.#open(server.node, address));
    }
  }

  #open(node: string, address: string): void {
    const socket: Socket = boundSocket({ address, port }, (query, from) => {
      const answer = answerTo(query, this.#zones.get(node)!);
      if (answer !== undefined) socket.send(answer, from.port, from.address, () => undefined);
    });
  }
}
