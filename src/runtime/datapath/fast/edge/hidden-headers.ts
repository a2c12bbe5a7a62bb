import type { Endpoint } from "../../../../base/address/endpoint.ts";
import type { Instant } from "../../../../base/instant.ts";
import type { Random } from "../../../../base/random.ts";
import { headerKeys } from "../../../../seal/header-key.ts";
import { headerCipher, type HeaderCipher } from "../../../../seal/header.ts";
import { mayOvertake, stampSender } from "../../../../seal/stamps/sender.ts";
import { StampIssuer } from "../../../../seal/stamps/stamp.ts";
import { decode } from "../../../../wire/codec.ts";
import type { Core } from "./core.ts";
import type { StampWindows } from "./stamp-windows.ts";

/**
 * Header encryption in the worker (`-H`, fact sheet §8). Stamps must be issued and checked in the order of the wire,
 * which only the worker knows: the machine's messages are stamped here, and datagrams that go up have been checked
 * here, with the windows shared by the machine. For senders without such a window only the machine checks.
 */
export class HiddenHeaders {
  readonly #core: Core;
  readonly #cipher: HeaderCipher;
  readonly #clock: () => Instant;
  readonly #issuer = new StampIssuer();
  readonly #windows: StampWindows;

  constructor(core: Core, community: string, windows: StampWindows, random: Random, clock: () => Instant) {
    this.#core = core;
    this.#clock = clock;
    this.#windows = windows;
    const name = Buffer.alloc(core.layout.communityBytes);
    name.write(community, "latin1");
    this.#cipher = headerCipher(name, random);
    const keys = headerKeys(name);
    core.bytes.set(keys.head, core.at.hideBlocks);
    core.bytes.set(keys.iv, core.at.hideBlocks + keys.head.length);
    core.call.scheduleHiding();
  }

  /** The same datagram with the next stamp, if its header is hidden. */
  restamp(bytes: Uint8Array): Uint8Array {
    const opened = this.#cipher.open(bytes);
    return opened === undefined ? bytes : this.#cipher.seal(opened.packet, this.#issuer.issue(this.#clock()));
  }

  /** Hides the headers of all slots. */
  seal(): void {
    const { call } = this.#core;
    const { high, low } = this.#issuer.issueMany(this.#clock(), call.slotCount());
    call.hideHeaders(high, low);
  }

  /** Removes replayed segments. */
  admit(): void {
    const { call, at, words, bytes, layout } = this.#core;
    const now = this.#clock();
    const count = call.segmentCount();
    let refused = false;
    for (let i = 0; i < count; i++) {
      const row = at.segments + i * layout.segmentBytes;
      const datagram = words[(row + layout.segmentDatagram) >> 2]!;
      const relayed = (bytes[datagram + layout.lowFlagsAt]! & layout.fromSupernode) !== 0;
      const window = relayed ? this.#windows.ofRelay : this.#windows.at(words[(row + layout.segmentPeer) >> 2]!);
      const stamp = {
        high: words[(row + layout.segmentStampHigh) >> 2]!,
        low: words[(row + layout.segmentStampLow) >> 2]!,
      };
      if (window?.admit(stamp, now, true) === "fresh") continue;
      call.refuseSegment(i, 1);
      refused = true;
    }
    if (refused) call.compactSegments();
  }

  /** True = this datagram's stamp has been checked, so the machine need not. */
  isFresh(bytes: Uint8Array, from: Endpoint): boolean {
    const opened = this.#cipher.open(bytes);
    if (opened === undefined) return false;
    const message = decode(opened.packet);
    if ("malformed" in message) return false;
    const sender = stampSender(message, from);
    const window = sender === undefined ? undefined : this.#windows.of(sender);
    return window?.admit(opened.stamp, this.#clock(), mayOvertake(message, false)) === "fresh";
  }
}
