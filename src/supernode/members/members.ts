import type { IpNet } from "../../base/address/endpoint.ts";
import type { Mac } from "../../base/address/mac.ts";
import { noMap } from "../../base/no-map.ts";
import type { Member } from "./member.ts";
import { type Origin, pathKey, samePath } from "./origin.ts";

/**
 * The edges of one community, indexed by what is unique to an edge, MAC and TAP address, and by socket. One socket
 * may have several edges, because a stranger can register with a forged source: the first that registered and still
 * exists, and those beside it. One of these may also have the first one's TAP address.
 */
export class Members {
  #byMac: Map<Mac, Member> = noMap;
  #byAddress: Map<string, Member> = noMap;
  #byPath: Map<string, Member[]> = noMap;

  get size(): number {
    return this.#byMac.size;
  }

  all(): IterableIterator<Member> {
    return this.#byMac.values();
  }

  find(mac: Mac): Member | undefined {
    return this.#byMac.get(mac);
  }

  holding(address: string): Member | undefined {
    return this.#byAddress.get(address);
  }

  /** The first one, then the others on its socket. */
  on(path: Origin): readonly Member[] {
    return this.#byPath.get(pathKey(path)) ?? [];
  }

  /** One edge of each socket. */
  *firsts(): IterableIterator<Member> {
    const isShared = this.#byPath.size < this.#byMac.size;
    for (const edge of this.#byMac.values()) if (!isShared || this.on(edge.path)[0] === edge) yield edge;
  }

  /** The holders of the MAC or the TAP address that are not on this very socket: at most two, each once. */
  holdersOf(mac: Mac, address: IpNet | undefined, path: Origin): readonly Member[] {
    const ofMac = this.#byMac.get(mac);
    const ofAddress = address && this.#byAddress.get(address.address);
    const holders: Member[] = [];
    if (ofMac !== undefined) holders.push(ofMac);
    if (ofAddress !== undefined && ofAddress !== ofMac && !samePath(ofAddress.path, path)) holders.push(ofAddress);
    return holders;
  }

  /** The caller has removed the holder of its MAC, and the holder of its TAP address on another socket. */
  add(edge: Member): void {
    if (this.#byMac === noMap) {
      this.#byMac = new Map();
      this.#byAddress = new Map();
      this.#byPath = new Map();
    }
    this.#byMac.set(edge.mac, edge);
    const key = pathKey(edge.path);
    const there = this.#byPath.get(key);
    if (there === undefined) this.#byPath.set(key, [edge]);
    else there.push(edge);
    const { address, prefix } = edge.address;
    if (prefix !== 0 && !this.#byAddress.has(address)) this.#byAddress.set(address, edge);
  }

  remove(edge: Member): void {
    this.#byMac.delete(edge.mac);
    const rest = this.on(edge.path).filter((other) => other !== edge);
    if (rest.length === 0) this.#byPath.delete(pathKey(edge.path));
    else this.#byPath.set(pathKey(edge.path), rest);
    const { address } = edge.address;
    if (this.#byAddress.get(address) !== edge) return;
    const heir = rest.find((other) => other.address.prefix !== 0 && other.address.address === address);
    if (heir === undefined) this.#byAddress.delete(address);
    else this.#byAddress.set(address, heir);
  }
}
