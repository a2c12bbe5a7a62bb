import { type Endpoint, type IpNet, noIpNet } from "../base/address/endpoint.ts";
import { type Mac, nullMac } from "../base/address/mac.ts";
import type { Random } from "../base/random.ts";
import type {
  Auth,
  Common,
  QueryPeer,
  Register,
  RegisterAck,
  RegisterSuper,
  UnregisterSuper,
} from "../wire/message.ts";
import type { EdgeConfig } from "./config.ts";
import type { Credentials } from "./headers/credentials.ts";
import { spec } from "./timing.ts";

/** This edge's identity: the fields that every message repeats. */
export class LocalEdge {
  readonly mac: Mac;
  readonly common: Common;
  /** Undefined until a supernode has assigned one. */
  address: IpNet | undefined;
  /** Follows our underlay address. */
  preferredSocket: Endpoint | undefined;
  readonly #config: EdgeConfig;
  /** One token per run; it proves to a supernode that the registration is ours (§3.3). */
  readonly #simple: Auth;
  readonly #credentials: Credentials | undefined;

  /** `credentials`: only in user/password mode. */
  constructor(config: EdgeConfig, random: Random, credentials?: Credentials) {
    this.#config = config;
    this.mac = config.mac;
    this.preferredSocket = config.preferredSocket;
    this.common = { ttl: spec.ttl, fromSupernode: false, community: config.community };
    this.address = config.address === "auto" ? undefined : config.address;
    this.#credentials = credentials;
    this.#simple = { scheme: spec.authScheme, token: config.token ?? random.bytes(spec.tokenBytes) };
  }

  /** Is this an address of the overlay? The overlay must not carry itself. */
  isInOverlay(address: string): boolean {
    const own = this.address;
    if (own === undefined || own.prefix === 0 || address.includes(":")) return false;
    const shift = 32 - own.prefix;
    return ipv4Number(address) >>> shift === ipv4Number(own.address) >>> shift;
  }

  register(destination: Mac, cookie: number): Register {
    return {
      ...this.common,
      type: "REGISTER",
      cookie,
      source: this.mac,
      destination,
      address: this.address ?? noIpNet,
      description: this.#config.description,
    };
  }

  registerAck(registered: Mac, cookie: number): RegisterAck {
    return { ...this.common, type: "REGISTER_ACK", cookie, destination: registered, source: this.mac };
  }

  /** A null MAC only asks for an address (§10.1). */
  registerSuper(cookie: number): RegisterSuper {
    return {
      ...this.common,
      type: "REGISTER_SUPER",
      cookie,
      edge: this.address === undefined ? nullMac : this.mac,
      ...(this.preferredSocket && { socket: this.preferredSocket }),
      address: this.address ?? noIpNet,
      description: this.#config.description,
      auth: this.#auth(),
      keyTime: 0,
    };
  }

  unregisterSuper(): UnregisterSuper {
    return { ...this.common, type: "UNREGISTER_SUPER", auth: this.#auth(), source: this.mac };
  }

  query(target: Mac): QueryPeer {
    return { ...this.common, type: "QUERY_PEER", source: this.mac, target, aflags: 0 };
  }

  /** A ping before the first registration carries no MAC (§10.1). */
  ping(): QueryPeer {
    return { ...this.common, type: "QUERY_PEER", source: nullMac, target: nullMac, aflags: 0 };
  }

  #auth(): Auth {
    return this.#credentials?.auth() ?? this.#simple;
  }
}

const ipv4Number = (address: string): number =>
  address.split(".").reduce((word, octet) => ((word << 8) | Number(octet)) >>> 0, 0);
