import { isIPv4 } from "node:net";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { never } from "../../base/bug.ts";
import type { Random } from "../../base/random.ts";
import type { MapperAction, MapperEvent } from "../../portmap/event.ts";
import {
  mappingProtocols,
  type HttpRequest,
  type Lease,
  type MappingProtocol,
  type Wanted,
} from "../../portmap/lease.ts";
import { PortMapper } from "../../portmap/machine.ts";
import { natPmp } from "../../portmap/nat-pmp.ts";
import { UdpSocket } from "../../runtime/datapath/udp-socket.ts";
import { defaultGateway } from "../../runtime/network/default-gateway.ts";
import { Driver, type Effects } from "../../runtime/driver.ts";
import { exchange } from "../../runtime/local/http-exchange.ts";
import type { Log } from "../../runtime/log/log.ts";
import { sourceAddress } from "../../runtime/network/source-address.ts";

/** Tunable: how often the default route is read, and the limits of a router's HTTP answers. */
const tuned = { look: 5000, http: { patience: 4000, answerBytes: 64 * 1024 } } as const;

export interface PortMappingSettings {
  readonly log: Log;
  readonly random: Random;
  /** Tried in this order; absent = all. */
  readonly protocols?: readonly MappingProtocol[];
  /** The overlay's own device: no router is behind it. */
  readonly device?: string;
  /** The local UDP port to forward; undefined = none at present. Called every few seconds. */
  port(): number | undefined | Promise<number | undefined>;
  mapped?(lease: Lease): void;
  unmapped?(): void;
}

/** Gives a port mapper its socket, HTTP and the machine's routes. */
export class PortMapping implements Effects<MapperAction> {
  readonly #settings: PortMappingSettings;
  readonly #socket: UdpSocket;
  readonly #announcements: UdpSocket | undefined;
  readonly #driver: Driver<MapperEvent, MapperAction>;
  readonly #stopped: Promise<void>;
  #tellStopped: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  private constructor(settings: PortMappingSettings, socket: UdpSocket, announcements: UdpSocket | undefined) {
    this.#settings = settings;
    this.#socket = socket;
    this.#announcements = announcements;
    const machine = new PortMapper(settings.protocols ?? mappingProtocols, settings.random);
    this.#driver = new Driver<MapperEvent, MapperAction>(machine, this, { kind: "tick" });
    this.#stopped = new Promise((resolve) => (this.#tellStopped = resolve));
    for (const each of [socket, announcements]) {
      each?.onError(() => undefined);
      each?.onDatagram((bytes, from) => this.#driver.feed({ kind: "datagram", from, bytes }));
    }
  }

  static async start(settings: PortMappingSettings): Promise<PortMapping> {
    const socket = await UdpSocket.bind({ address: "0.0.0.0", port: 0 }, false);
    const mapping = new PortMapping(settings, socket, await announcementSocket());
    await mapping.look();
    return mapping;
  }

  /** Follows the router and the port to forward, from now on. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    const wanted = await this.#wanted();
    if (this.#isStopping) return;
    this.#driver.feed({ kind: "want", wanted });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), tuned.look);
  }

  /** Deletes the mapping; resolves when that is done or has taken too long. */
  async stop(): Promise<void> {
    if (this.#isStopping) return this.#stopped;
    this.#isStopping = true;
    clearTimeout(this.#timer);
    this.#driver.feed({ kind: "stop" });
    await this.#stopped;
    await this.#socket[Symbol.asyncDispose]();
    await this.#announcements?.[Symbol.asyncDispose]();
  }

  perform(action: MapperAction): void {
    switch (action.kind) {
      case "send":
        return this.#socket.send(action.bytes, action.to, () => undefined);
      case "fetch":
        return void this.#fetch(action.request);
      case "mapped":
        return this.#settings.mapped?.(action.lease);
      case "unmapped":
        return this.#settings.unmapped?.();
      case "note":
        return this.#settings.log(action.note);
      case "stopped":
        this.#driver[Symbol.dispose]();
        return this.#tellStopped();
      default:
        return never(action);
    }
  }

  endTurn(): void {
    // Every datagram is sent at once.
  }

  async #fetch(request: HttpRequest): Promise<void> {
    const answer = await exchange(request, tuned.http);
    this.#driver.feed({ kind: "fetched", id: request.id, ...answer });
  }

  async #wanted(): Promise<Wanted | undefined> {
    const port = await this.#settings.port();
    const gateway = port === undefined ? undefined : await defaultGateway(this.#settings.device);
    const client = gateway && (await sourceAddress(gateway.address));
    if (port === undefined || gateway === undefined || client === undefined) return undefined;
    return { gateway: gateway.address, client, port };
  }
}

/** Can any host on the internet send to this address? Not to carriers' or private ones (RFC 6890). */
export function isPublic({ address }: Endpoint): boolean {
  if (!isIPv4(address)) return false;
  const [a, b] = address.split(".").map(Number) as [number, number];
  const isPrivate =
    a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254);
  return !isPrivate && !(a === 100 && b >= 64 && b < 128) && a !== 0 && a !== 127 && a < 224;
}

/** Restarted routers announce themselves by multicast; without this socket they are noticed at the next renewal. */
async function announcementSocket(): Promise<UdpSocket | undefined> {
  try {
    const socket = await UdpSocket.bind({ address: "0.0.0.0", port: natPmp.announcePort }, true);
    return socket;
  } catch {
    return undefined;
  }
}
