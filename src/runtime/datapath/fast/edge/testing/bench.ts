import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { endpointKey, type Endpoint } from "../../../../../base/address/endpoint.ts";
import { instant } from "../../../../../base/instant.ts";
import { isGroup, type Mac } from "../../../../../base/address/mac.ts";
import type { Random } from "../../../../../base/random.ts";
import { headerCipher, type HeaderCipher } from "../../../../../seal/header.ts";
import { makeTransform } from "../../../../../seal/ciphers/make-transform.ts";
import { aesKey, payloadKey } from "../../../../../seal/payload-key.ts";
import type { Transform } from "../../../../../seal/ciphers/transform.ts";
import { StampIssuer } from "../../../../../seal/stamps/stamp.ts";
import { StampWindow } from "../../../../../seal/stamps/window.ts";
import { encode } from "../../../../../wire/codec.ts";
import type { CommunityName } from "../../../../../wire/message.ts";
import type { ForwardingRules } from "../../../datapath.ts";
import { opensslChaCha20 } from "../../ciphers/chacha20.ts";
import { compileCore, Core } from "../core.ts";
import { Forwarder } from "../forwarder.ts";
import { HiddenHeaders } from "../hidden-headers.ts";
import { KernelMemory } from "../../shared/kernel-memory.ts";
import { opensslGcm } from "../../ciphers/gcm.ts";
import { nodeEngine } from "../../ciphers/node-engine.ts";
import { nodeGcm } from "../../ciphers/node-gcm.ts";
import { opensslEngine, type BlockEngine } from "../../ciphers/openssl.ts";
import { makeSealing } from "../sealing.ts";
import { Sessions } from "../sessions.ts";
import { StampWindows } from "../stamp-windows.ts";
import { setPeer, setRelay, setRules } from "../table.ts";
import { type Authentic, authenticTransform, liveSessions } from "./authentic.ts";
import { FakePorts } from "./fake-ports.ts";

export const own = "02:00:00:00:00:01" as Mac;
export const direct = "02:00:00:00:00:02" as Mac;
export const relayed = "02:00:00:00:00:03" as Mac;
export const stranger = "02:00:00:00:00:04" as Mac;
export const ownAddress = "10.0.0.1";
export const community = "mynet" as CommunityName;
export const directSocket: Endpoint = { address: "203.0.113.2", port: 50002 };
export const supernode: Endpoint = { address: "198.51.100.1", port: 7654 };
export const strangerSocket: Endpoint = { address: "192.0.2.99", port: 4000 };

const top = join(import.meta.dirname, "../../../../../..");
const dist = join(top, "dist/");

/** The packet core as built by `npm run build`. */
export function builtCore() {
  execFileSync(process.execPath, [join(top, "ci/build.mjs")]);
  return compileCore(pathToFileURL(dist));
}

/** A kind of sealing; the length of the key string selects the AES. */
export interface Way {
  readonly name: string;
  readonly transform: Transform["name"];
  readonly key: string;
  readonly engine?: "openssl" | "node";
  /** Peers whose frames are authenticated; if it is all of them, others are refused. */
  readonly authentic?: readonly Mac[];
  readonly hidden?: boolean;
}

export const ways: readonly Way[] = [
  { name: "null", transform: "null", key: "" },
  { name: "AES-128", transform: "aes", key: "secret" },
  { name: "AES-192", transform: "aes", key: "s".repeat(30) },
  { name: "AES-256", transform: "aes", key: "s".repeat(40) },
  { name: "AES-128 by node:crypto", transform: "aes", key: "secret", engine: "node" },
  { name: "AES-256 by node:crypto", transform: "aes", key: "s".repeat(40), engine: "node" },
  { name: "ChaCha20", transform: "chacha20", key: "secret" },
  { name: "ChaCha20 in the core", transform: "chacha20", key: "secret", engine: "node" },
  { name: "SPECK", transform: "speck", key: "secret" },
  { name: "Twofish", transform: "twofish", key: "secret" },
  { name: "authenticated", transform: "aes", key: "secret", authentic: [direct, relayed] },
  { name: "authenticated by node:crypto", transform: "null", key: "", engine: "node", authentic: [direct, relayed] },
  { name: "authenticated and AES side by side", transform: "aes", key: "secret", authentic: [direct] },
  { name: "hidden headers, null", transform: "null", key: "", hidden: true },
  { name: "hidden headers, AES", transform: "aes", key: "secret", hidden: true },
  { name: "hidden headers, both", transform: "speck", key: "secret", hidden: true, authentic: [direct] },
];

/** The clock of all. */
export const now = instant(1_700_000_000_000);

export interface Rules {
  readonly routing: boolean;
  readonly acceptMulticast: boolean;
  /** Frames to group addresses may be relayed; absent = not. */
  readonly groups?: boolean;
}

/** A forwarder over a fake kernel, with one direct and one relayed peer. */
export class ForwarderBench {
  readonly core: Core;
  readonly ports: FakePorts;
  readonly forwarder: Forwarder;
  readonly counters = { datagramsIn: 0, datagramsOut: 0, framesIn: 0, framesOut: 0, refused: 0 };
  /** Seals like the portable datapath, with the same preambles. */
  readonly portable: Transform;
  readonly authentic: Authentic;
  readonly rules: ForwardingRules;
  /** Accepted stamps, as shared by the machine. */
  readonly stamps = { direct: new StampWindow(), supernode: new StampWindow() };
  readonly #cipher: HeaderCipher | undefined;
  readonly #issuer = new StampIssuer();
  readonly #goesOn: boolean;
  /** Its block number will soon pass 2^32. */
  #preamble: Uint8Array = Uint8Array.from({ length: 16 }, (_, i) => (i < 4 ? [0xf0, 0xff, 0xff, 0xff][i]! : i * 15));
  #pool = new Uint8Array();
  #taken = 0;

  constructor(
    module: ConstructorParameters<typeof Core>[0],
    way: Way,
    rules: Rules,
    authentic = liveSessions(community, own, way.authentic ?? []),
  ) {
    this.authentic = authentic;
    this.core = new Core(module);
    const memory = new KernelMemory(this.core);
    const key = way.transform === "aes" ? aesKey(way.key) : payloadKey(way.key);
    const engine = (bytes: Uint8Array): BlockEngine =>
      way.engine === "node" ? nodeEngine(this.core, bytes) : opensslEngine(memory, bytes)!;
    this.ports = new FakePorts(this.core);
    this.forwarder = new Forwarder(this.core, this.ports, this.counters, (pool) => this.#fill(pool));
    this.forwarder.sealing = makeSealing(
      this.core,
      { transform: way.transform, key },
      { aes: engine, chacha20: (bytes) => (way.engine === "node" ? undefined : opensslChaCha20(memory, bytes)!) },
    );
    this.#goesOn = way.transform === "chacha20" && way.engine !== "node";
    this.portable = makeTransform(way.transform, way.key, this.#random());
    const seal = { transform: way.transform, key };
    const hideHeaders = way.hidden === true;
    const requireAuthentic = way.authentic?.length === 2;
    this.rules = { community, mac: own, address: ownAddress, ...rules, seal, requireAuthentic, hideHeaders };
    setRules(this.core, this.rules);
    setRelay(this.core, supernode);
    this.core.call.allowGroups(Number(rules.groups ?? false));
    const makeGcm = (bytes: Uint8Array) =>
      way.engine === "node" ? nodeGcm(this.core, bytes) : opensslGcm(memory, bytes)!;
    const sessions = (this.forwarder.sessions = new Sessions(this.core, makeGcm));
    sessions.own(authentic.own);
    sessions.placed(direct, setPeer(this.core, direct, directSocket));
    for (const [mac, session] of authentic.peers) sessions.authentic(mac, session);
    sessions.placed(relayed, setPeer(this.core, relayed, undefined));
    if (!hideHeaders) return;
    const windows = new StampWindows(this.core);
    this.forwarder.hidden = new HiddenHeaders(this.core, community, windows, this.#random(), () => now);
    this.#cipher = headerCipher(Buffer.from(community.padEnd(20, "\0"), "latin1"), this.#random());
    windows.placed(direct, setPeer(this.core, direct, directSocket));
    windows.share(direct, this.stamps.direct);
    windows.share(endpointKey(supernode), this.stamps.supernode);
    windows.relay(supernode);
  }

  /**
   * The portable datapath's datagram for a frame. If preambles are consecutive (`key-stream.ts`), it has this one, or
   * the one after the last.
   */
  packet(
    frame: Uint8Array,
    source: Mac,
    destination: Mac,
    relay?: { readonly socket?: Endpoint },
    preamble: Uint8Array = this.#preamble,
  ): Uint8Array {
    this.#preamble = preamble;
    const isAuthentic = !isGroup(destination) && this.authentic.peers.has(source === own ? destination : source);
    const plain = encode({
      type: "PACKET",
      ttl: 2,
      fromSupernode: relay !== undefined,
      community,
      source,
      destination,
      compression: 1,
      transform: isAuthentic ? authenticTransform : this.portable.id,
      payload: isAuthentic ? this.authentic.seal(source, destination, frame) : this.portable.seal(frame),
      ...(relay?.socket && { socket: relay.socket }),
    });
    this.#preamble = behind(preamble, frame.length);
    return this.#cipher?.seal(plain, this.#issuer.issue(now)) ?? plain;
  }

  #fill(pool: Uint8Array): void {
    for (let i = 0; i < pool.length; i++) pool[i] = (i * 167 + (i >> 8) * 31 + (i >> 4)) & 0xff;
    this.#pool = Uint8Array.from(pool);
    this.#taken = 0;
  }

  #random(): Random {
    const bytes = (count: number) => {
      if (this.#goesOn) return this.#preamble;
      if (this.#pool.length === 0) return Uint8Array.from({ length: count }, (_, i) => (i * 89 + 3) & 0xff);
      const drawn = this.#pool.slice(this.#taken, this.#taken + count);
      // The core draws 16 bytes each time.
      this.#taken += 16;
      return drawn;
    };
    return { bytes, u32: () => 0 };
  }
}

/** The preamble whose key stream begins at the end of this one's after `length` bytes. */
export function behind(preamble: Uint8Array, length: number): Uint8Array {
  const next = Uint8Array.from(preamble);
  const view = new DataView(next.buffer);
  const low = view.getUint32(0, true) + Math.ceil(length / 64);
  view.setUint32(0, low % 2 ** 32, true);
  if (low >= 2 ** 32) view.setUint32(4, (view.getUint32(4, true) + 1) % 2 ** 32, true);
  return next;
}
