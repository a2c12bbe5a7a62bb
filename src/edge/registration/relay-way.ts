import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Outbox } from "../outbox.ts";
import type { Registration } from "./registration.ts";
import type { Supernodes } from "./supernodes.ts";

/** The path through the supernode, for a datapath that carries PACKETs without the machine. */
export class RelayWay {
  #socket: Endpoint | undefined;
  #groups = false;

  /** Relayed frames follow us to another supernode; while the supernode is silent, the machine handles broadcasts. */
  tell(supernodes: Supernodes, registration: Registration, out: Outbox): void {
    const socket = supernodes.current;
    if (socket !== this.#socket) out.do(socket === undefined ? { kind: "relay" } : { kind: "relay", socket });
    this.#socket = socket;
    const mayBeRelayed = registration.everRegistered && !registration.silent;
    if (mayBeRelayed !== this.#groups) out.do({ kind: "groups", mayBeRelayed });
    this.#groups = mayBeRelayed;
  }
}
