import koffi from "koffi";
import { seedIn } from "../npm/key-pair.ts";
import type { ToxConfig } from "./config.ts";

/** tox.h of toxcore 0.2 */
const spec = { secretKey: 2, keyBytes: 32, lossyPacket: 200, noFriend: 0xffff_ffff } as const;

/** Tunable, in milliseconds. */
const tuned = { mostWait: 5 };

type Pointer = unknown;

/** A Tox instance of the shared library, as far as it is used here. */
export class Tox {
  readonly #c: ReturnType<typeof declare>;
  readonly #tox: Pointer;

  /** `port`: UDP, and TCP to relay. */
  constructor({ library, keyFile }: ToxConfig, port?: number) {
    const c = declare(koffi.load(library));
    const options = c.optionsNew(null);
    // The library reads it when it starts, not here.
    const secret = foreignBytes(spec.keyBytes);
    if (keyFile !== undefined) {
      secret.set(seedIn(keyFile));
      c.setSavedataType(options, spec.secretKey);
      c.setSavedata(options, secret, spec.keyBytes);
    }
    c.setIpv6(options, false);
    if (port !== undefined) {
      c.setStartPort(options, port);
      c.setEndPort(options, port);
      c.setTcpPort(options, port);
    }
    const made = c.toxNew(options, null);
    c.optionsFree(options);
    if (made === null) throw new Error("toxcore did not start: its port may be in use");
    this.#c = c;
    this.#tox = made;
  }

  /** Of its DHT node. */
  get dhtKey(): string {
    const key = foreignBytes(spec.keyBytes);
    this.#c.dhtId(this.#tox, key);
    return hex(key);
  }

  bootstrap(address: string, port: number, publicKey: string): void {
    const key = keyBytes(publicKey);
    this.#c.bootstrap(this.#tox, address, port, key, null);
    this.#c.addRelay(this.#tox, address, port, key, null);
  }

  /** The number by which packets are sent to it and come from it. */
  addFriend(publicKey: string): number {
    const friend = this.#c.addFriend(this.#tox, keyBytes(publicKey), null);
    if (friend === spec.noFriend) throw new Error(`toxcore does not take the friend ${publicKey}`);
    return friend;
  }

  send(friend: number, packet: Uint8Array): void {
    const bytes = foreignBytes(packet.length + 1);
    bytes[0] = spec.lossyPacket;
    bytes.set(packet, 1);
    this.#c.sendLossy(this.#tox, friend, bytes, packet.length + 1, null);
  }

  onPacket(listener: (friend: number, packet: Uint8Array) => void): void {
    const callback = koffi.register((_tox: Pointer, friend: number, data: Pointer, length: number) => {
      const bytes = Uint8Array.from(koffi.decode(data, "uint8_t", length) as ArrayLike<number>);
      listener(friend, bytes.subarray(1));
    }, koffi.pointer(packetCallback));
    this.#c.onLossy(this.#tox, callback);
  }

  /** "none", "tcp" = through a relay, "udp". */
  statusOf(friend: number): "none" | "tcp" | "udp" {
    return (["none", "tcp", "udp"] as const)[this.#c.status(this.#tox, friend, null)] ?? "none";
  }

  /** The library does its work only when it is called. */
  run(): void {
    this.#c.iterate(this.#tox, null);
    setTimeout(() => this.run(), Math.min(this.#c.interval(this.#tox), tuned.mostWait));
  }

  /** Tells its friends that it goes. */
  end(): void {
    this.#c.kill(this.#tox);
  }
}

const packetCallback = koffi.proto(
  "void ToxPacket(void *tox, uint32_t friend, const void *data, size_t length, void *user)",
);

function declare(c: ReturnType<typeof koffi.load>) {
  const f = <F>(prototype: string): F => c.func(prototype) as F;
  type Set<T> = (options: Pointer, value: T) => void;
  return {
    optionsNew: f<(error: null) => Pointer>("void *tox_options_new(void *error)"),
    optionsFree: f<(options: Pointer) => void>("void tox_options_free(void *options)"),
    setSavedataType: f<Set<number>>("void tox_options_set_savedata_type(void *options, int type)"),
    setSavedata: f<(options: Pointer, data: Uint8Array, length: number) => void>(
      "void tox_options_set_savedata_data(void *options, const uint8_t *data, size_t length)",
    ),
    setIpv6: f<Set<boolean>>("void tox_options_set_ipv6_enabled(void *options, bool on)"),
    setStartPort: f<Set<number>>("void tox_options_set_start_port(void *options, uint16_t port)"),
    setEndPort: f<Set<number>>("void tox_options_set_end_port(void *options, uint16_t port)"),
    setTcpPort: f<Set<number>>("void tox_options_set_tcp_port(void *options, uint16_t port)"),
    toxNew: f<(options: Pointer, error: null) => Pointer>("void *tox_new(void *options, void *error)"),
    kill: f<(tox: Pointer) => void>("void tox_kill(void *tox)"),
    iterate: f<(tox: Pointer, user: null) => void>("void tox_iterate(void *tox, void *user)"),
    interval: f<(tox: Pointer) => number>("uint32_t tox_iteration_interval(void *tox)"),
    dhtId: f<(tox: Pointer, key: Uint8Array) => void>("void tox_self_get_dht_id(void *tox, _Out_ uint8_t *key)"),
    bootstrap: f<Introduce>(
      "bool tox_bootstrap(void *tox, const char *host, uint16_t port, const uint8_t *key, void *error)",
    ),
    addRelay: f<Introduce>(
      "bool tox_add_tcp_relay(void *tox, const char *host, uint16_t port, const uint8_t *key, void *error)",
    ),
    addFriend: f<(tox: Pointer, key: Uint8Array, error: null) => number>(
      "uint32_t tox_friend_add_norequest(void *tox, const uint8_t *key, void *error)",
    ),
    status: f<(tox: Pointer, friend: number, error: null) => number>(
      "int tox_friend_get_connection_status(void *tox, uint32_t friend, void *error)",
    ),
    sendLossy: f<(tox: Pointer, friend: number, data: Uint8Array, length: number, error: null) => boolean>(
      "bool tox_friend_send_lossy_packet(void *tox, uint32_t friend, const uint8_t *data, size_t length, void *error)",
    ),
    onLossy: f<(tox: Pointer, callback: unknown) => void>(
      "void tox_callback_friend_lossy_packet(void *tox, ToxPacket *callback)",
    ),
  };
}

type Introduce = (tox: Pointer, host: string, port: number, key: Uint8Array, error: null) => boolean;

function keyBytes(text: string): Uint8Array {
  const key = foreignBytes(spec.keyBytes);
  key.set(Buffer.from(text, "hex"));
  return key;
}

/** Smaller buffers may be moved by V8 while a foreign function has their address. */
const foreignBytes = (length: number): Uint8Array => new Uint8Array(new ArrayBuffer(Math.max(length, 128)));

const hex = (key: Uint8Array): string => Buffer.from(key.subarray(0, spec.keyBytes)).toString("hex");
