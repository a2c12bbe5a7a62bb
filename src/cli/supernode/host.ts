import { never } from "../../base/bug.ts";
import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Duration } from "../../base/instant.ts";
import type { Machine } from "../../base/machine.ts";
import type { Datagram, Datapath, DatapathSink, RelayTraffic } from "../../runtime/datapath/datapath.ts";
import { Driver, type Effects } from "../../runtime/driver.ts";
import type { Log } from "../../runtime/log/log.ts";
import { TurnBatch } from "../../runtime/turn-batch.ts";
import type { StreamServer } from "../../runtime/stream/stream-server.ts";
import type { SupernodeAction } from "../../supernode/action.ts";
import type { Reservations } from "../../supernode/leases/reservations.ts";
import type { CommunityList } from "../../supernode/access/community-list.ts";
import type { SupernodeEvent } from "../../supernode/event.ts";

export interface SupernodeHostSettings {
  readonly datapath: Datapath;
  /** TCP connections of edges, and where to accept them; absent = no TCP. */
  readonly streams?: { readonly server: StreamServer; readonly bind: Endpoint };
  readonly log: Log;
  /** The machine has handled what there was. */
  turned?(): void;
  stopped(): void;
  failed(error: Error): void;
}

/** Gives a supernode machine its sockets. */
export class SupernodeHost implements DatapathSink, Effects<SupernodeAction> {
  readonly #settings: SupernodeHostSettings;
  readonly #outbox: TurnBatch;
  readonly #driver: Driver<SupernodeEvent, SupernodeAction>;

  constructor(machine: Machine<SupernodeEvent, SupernodeAction>, settings: SupernodeHostSettings) {
    this.#settings = settings;
    this.#outbox = new TurnBatch(settings.datapath);
    this.#driver = new Driver(machine, this, { kind: "tick" });
  }

  async start(): Promise<void> {
    const { datapath, streams } = this.#settings;
    await datapath.start(this);
    if (streams !== undefined) {
      await streams.server.start(streams.bind, {
        message: ({ via, remote, local, bytes }) =>
          this.#driver.feed({ kind: "datagram", from: remote, to: local, via, bytes }),
        closed: (via) => this.#driver.feed({ kind: "closed", via }),
        broken: (error) => this.broken(error),
      });
    }
    this.#driver.feed({ kind: "start" });
  }

  members(members: readonly Endpoint[]): void {
    this.#driver.feed({ kind: "members", members });
  }

  reload(communities: CommunityList | undefined): void {
    this.#driver.feed({ kind: "reload", communities });
  }

  reserve(reservations: Reservations): void {
    this.#driver.feed({ kind: "reservations", reservations });
  }

  keepLeases(time: Duration): void {
    this.#driver.feed({ kind: "lease time", time });
  }

  stop(): void {
    this.#driver.feed({ kind: "stop" });
  }

  frames(): void {
    // A supernode has no interface.
  }

  datagrams(batch: readonly Datagram[]): void {
    const events = batch.map(({ remote, local, bytes }): SupernodeEvent => {
      return { kind: "datagram", from: remote, to: local, via: undefined, bytes };
    });
    this.#driver.feed(...events);
  }

  relayed({ edges, dropped }: RelayTraffic): void {
    // The names are those that this host assigned.
    this.#driver.feed({
      kind: "relayed",
      edges: edges as Extract<SupernodeEvent, { kind: "relayed" }>["edges"],
      dropped,
    });
  }

  broken(error: Error): void {
    this.#settings.failed(error);
  }

  perform(action: SupernodeAction): void {
    switch (action.kind) {
      case "send":
        if (action.via !== undefined) return this.#settings.streams?.server.send(action.via, action.bytes);
        return this.#outbox.send({ remote: action.to, local: action.source, bytes: action.bytes });
      case "entered":
        return this.#settings.datapath.relaying?.set(action.member);
      case "left":
        return this.#settings.datapath.relaying?.remove(action.community, action.mac);
      case "plain only":
        return this.#settings.datapath.relaying?.plainOnly(action.isSo);
      case "note":
        return this.#settings.log(action.note);
      case "close":
        return this.#settings.streams?.server.close(action.via);
      case "stopped":
        this.#outbox.flush();
        this.#driver[Symbol.dispose]();
        return this.#settings.stopped();
      default:
        return never(action);
    }
  }

  endTurn(): void {
    this.#outbox.flush();
    this.#settings.turned?.();
  }
}
