import { never } from "../../base/bug.ts";
import type { Endpoint, IpNet } from "../../base/address/endpoint.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { Machine } from "../../base/machine.ts";
import type { EdgeAction } from "../../edge/action.ts";
import type { EdgeEvent, Reconfiguration } from "../../edge/event.ts";
import type { Datagram, Datapath, DatapathSink, ForwardingRules } from "../../runtime/datapath/datapath.ts";
import type { PeerTraffic } from "../../base/peer-traffic.ts";
import { Driver, type Effects } from "../../runtime/driver.ts";
import type { Log } from "../../runtime/log/log.ts";
import { TurnBatch } from "../../runtime/turn-batch.ts";

export interface EdgeHostSettings {
  readonly datapath: Datapath;
  readonly device: string;
  readonly mtu: number;
  readonly log: Log;
  /**
   * What a datapath needs to carry PACKETs without the machine, in addition to the machine's actions; absent = it
   * must not.
   */
  readonly forwarding?: Omit<ForwardingRules, "mac" | "address">;
  /** The IPv4 addresses of a host name; empty if it has none. */
  resolve(host: string): Promise<readonly string[]>;
  /** Called when the interface is open for the first time. If it rejects, the edge fails. */
  up(mac: Mac, address: IpNet): void | Promise<void>;
  /** We gave the open interface another address. */
  readdressed?(address: IpNet): void;
  /** A peer is now reached by another path. */
  pathChanged?(peer: Mac, path: "direct" | "relayed", socket: Endpoint | undefined): void;
  /** A peer is no longer known. */
  forgotten?(peer: Mac): void;
  /** The machine has unregistered. */
  stopped(): void;
  failed(error: Error): void;
}

/** Tunable: least time between connections, for a supernode that closes each, in milliseconds. */
const tuned = { afterLoss: 1000 } as const;

/** Gives an edge machine its interface, its socket and its names. */
export class EdgeHost implements DatapathSink, Effects<EdgeAction> {
  readonly #settings: EdgeHostSettings;
  readonly #outbox: TurnBatch;
  #driver: Driver<EdgeEvent, EdgeAction> | undefined;
  #preferred: Endpoint | undefined;
  /** Serialises opening the interface. */
  #tap: Promise<void> = Promise.resolve();
  #mac: Mac | undefined;
  #address: IpNet | undefined;
  #forwarding: EdgeHostSettings["forwarding"];
  #isUp = false;
  #isLeaving = false;
  #lost: NodeJS.Timeout | undefined;

  constructor(settings: EdgeHostSettings) {
    this.#settings = settings;
    this.#forwarding = settings.forwarding;
    this.#outbox = new TurnBatch(settings.datapath);
  }

  /** The machine is created once the socket is bound, because it may announce the address. */
  async start(makeMachine: () => Promise<Machine<EdgeEvent, EdgeAction>>): Promise<void> {
    await this.#settings.datapath.start(this);
    this.#driver = new Driver(await makeMachine(), this, { kind: "tick" });
    if (this.#isLeaving) return this.stop();
    if (this.#preferred !== undefined) this.prefer(this.#preferred);
    this.#driver.feed({ kind: "start" });
  }

  /** Works while the machine is still being created. */
  stop(): void {
    this.#isLeaving = true;
    this.#driver?.feed({ kind: "stop" });
  }

  /** The network of this computer has changed. */
  roamed(preferredSocket?: Endpoint): void {
    this.#driver?.feed({ kind: "roamed", ...(preferredSocket && { preferredSocket }) });
  }

  /** A router forwards this socket to us; undefined = no longer. */
  prefer(preferredSocket: Endpoint | undefined): void {
    this.#preferred = preferredSocket;
    this.#driver?.feed({ kind: "prefer", preferredSocket });
  }

  /** Another program, such as a DHCP client, or an administrator gave our interface this address. */
  addressed(address: IpNet): void {
    this.#address = address;
    this.#setRules();
    this.#driver?.feed({ kind: "addressed", address });
  }

  /** The operator has changed settings. `forwarding`: as at the start. */
  reconfigure(change: Reconfiguration, forwarding: EdgeHostSettings["forwarding"]): void {
    this.#forwarding = forwarding;
    this.#setRules();
    this.#driver?.feed({ kind: "reconfigured", ...change });
  }

  /** The address that the socket is bound to is no longer on any interface; undefined = it is. */
  bound(lacking: string | undefined): void {
    this.#driver?.feed({ kind: "bound", ...(lacking !== undefined && { lacking }) });
  }

  /** The key of authenticated sealing has been derived. */
  authenticate(key: Uint8Array, greets: boolean): void {
    this.#driver?.feed({ kind: "authenticate", key, greets });
  }

  lost(): void {
    if (this.#lost !== undefined) return;
    this.#lost = setTimeout(() => {
      this.#lost = undefined;
      this.roamed();
    }, tuned.afterLoss).unref();
  }

  frames(batch: readonly Uint8Array[]): void {
    this.#driver?.feed(...batch.map((frame) => ({ kind: "frame", frame }) as const));
  }

  datagrams(batch: readonly Datagram[]): void {
    const events = batch.map(({ remote, bytes, multicast, fresh }): EdgeEvent => {
      return { kind: "datagram", from: remote, bytes, ...(multicast && { multicast }), ...(fresh && { fresh }) };
    });
    this.#driver?.feed(...events);
  }

  traffic(batch: readonly PeerTraffic[]): void {
    this.#driver?.feed(...batch.map((peer) => ({ kind: "traffic", ...peer }) as const));
  }

  broken(error: Error): void {
    this.#settings.failed(error);
  }

  perform(action: EdgeAction): void {
    const { datapath, log } = this.#settings;
    switch (action.kind) {
      case "send":
        return this.#outbox.send({
          remote: action.to,
          bytes: action.bytes,
          ...(action.ttl !== undefined && { ttl: action.ttl }),
        });
      case "announce":
        return datapath.announce(action.bytes);
      case "deliver":
        return this.#outbox.deliver(action.frame);
      case "configure":
        this.#tap = this.#tap.then(() => this.#configure(action.mac, action.address));
        return;
      case "resolve":
        void this.#settings
          .resolve(action.host)
          .then((addresses) => this.#driver?.feed({ kind: "resolved", host: action.host, addresses }));
        return;
      case "path":
        datapath.forwarding?.set(action.peer, action.socket);
        return this.#settings.pathChanged?.(action.peer, action.path, action.socket);
      case "forward":
        if (action.to === "relay") return datapath.forwarding?.set(action.peer);
        datapath.forwarding?.remove(action.peer);
        return this.#settings.forgotten?.(action.peer);
      case "relay":
        return datapath.forwarding?.relay(action.socket);
      case "groups":
        return datapath.forwarding?.groups(action.mayBeRelayed);
      case "claimed":
        return datapath.forwarding?.claimed(action.peer, action.address);
      case "session":
        return datapath.forwarding?.seal(action.session);
      case "authentic":
        return datapath.forwarding?.authentic(action.peer, action.session);
      case "stamps":
        return datapath.forwarding?.stamps(action.sender, action.window);
      case "reconnect":
        // Earlier messages still take the old path, if it exists.
        this.#outbox.flush();
        return datapath.reconnect?.(action.to);
      case "fragments":
        // What was sent before travels as before.
        this.#outbox.flush();
        return datapath.fragments?.(action.allowed);
      case "note":
        return log(action.note);
      case "stopped":
        this.#outbox.flush();
        this.#driver?.[Symbol.dispose]();
        return this.#settings.stopped();
      default:
        return never(action);
    }
  }

  endTurn(): void {
    this.#outbox.flush();
  }

  async #configure(mac: Mac, address: IpNet): Promise<void> {
    const { datapath, device, mtu, log } = this.#settings;
    try {
      await datapath.openTap({ device, mac, address, mtu });
    } catch (error) {
      if (!(error instanceof Error) || !this.#isUp) return this.#settings.failed(error as Error);
      return log({ level: "error", what: "cannot change the address", with: { why: error.message } });
    }
    this.#mac = mac;
    this.#address = address;
    this.#setRules();
    if (this.#isUp) {
      this.#settings.readdressed?.(address);
      return log({
        level: "normal",
        what: "address changed",
        with: { address: `${address.address}/${address.prefix}` },
      });
    }
    this.#isUp = true;
    try {
      await this.#settings.up(mac, address);
    } catch (error) {
      this.#settings.failed(error as Error);
    }
  }

  #setRules(): void {
    if (this.#mac === undefined || this.#address === undefined) return;
    const [mac, { address }] = [this.#mac, this.#address];
    this.#settings.datapath.forwarding?.rules(this.#forwarding && { ...this.#forwarding, mac, address });
  }
}
