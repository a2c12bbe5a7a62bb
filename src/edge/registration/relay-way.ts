import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Outbox } from "../outbox.ts";
import type { Registration } from "./registration.ts";
import type { Supernodes } from "./supernodes.ts";

/** What a datapath that carries PACKETs on its own knows of the path through the supernode. */
export class RelayWay {
  #socket: Endpoint | undefined;
  #groups = false;

  /** Relayed frames follow us to another supernode; the machine keeps broadcasts while the supernode is silent. */
  tell(supernodes: Supernodes, registration: Registration, out: Outbox): void {
    const socket = supernodes.current;
    if (socket !== this.#socket) out.do(socket === undefined ? { kind: "relay" } : { kind: "relay", socket });
    this.#socket = socket;
    const mayBeRelayed = registration.everRegistered && !registration.silent;
    if (mayBeRelayed !== this.#groups) out.do({ kind: "groups", mayBeRelayed });
    this.#groups = mayBeRelayed;
  }
}
