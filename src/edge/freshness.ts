import { type Endpoint, endpointKey } from "../base/endpoint.ts";
import type { Instant } from "../base/instant.ts";
import { StampWindow } from "../seal/stamp-window.ts";
import type { Message } from "../wire/message.ts";
import type { Received } from "./headers.ts";
import { tuned } from "./timing.ts";

/**
 * Refuses replays of hidden headers: one series of stamps for each supernode and each peer (fact sheet §8.3). Bounded:
 * whoever knows the key can invent senders; a forgotten one can be replayed for as long as its stamps are near our clock.
 */
export class Freshness {
  /** Least recently heard first. */
  readonly #windows = new Map<string, StampWindow>();

  /** Undefined = fresh. The caller has checked that who says to be a supernode is one. */
  refuses(
    { message, stamp }: Received,
    from: Endpoint,
    multicast: boolean,
    now: Instant,
  ): "replayed" | "clock" | undefined {
    if (stamp === undefined) return undefined;
    const sender = message.fromSupernode ? endpointKey(from) : macOf(message);
    if (sender === undefined) return undefined;
    const verdict = this.#window(sender).admit(stamp, now, mayOvertake(message, multicast));
    return verdict === "fresh" ? undefined : verdict;
  }

  #window(sender: string): StampWindow {
    const window = this.#windows.get(sender) ?? new StampWindow();
    this.#windows.delete(sender);
    this.#windows.set(sender, window);
    if (this.#windows.size > tuned.stampSenders) {
      const [oldest] = this.#windows.keys();
      this.#windows.delete(oldest!);
    }
    return window;
  }
}

/** Undefined = a message that edges do not send to edges. */
function macOf(message: Message): string | undefined {
  const { type } = message;
  return type === "PACKET" || type === "REGISTER" || type === "REGISTER_ACK" ? message.source : undefined;
}

function mayOvertake({ type }: Message, multicast: boolean): boolean {
  return type === "PACKET" || type === "PEER_INFO" || (type === "REGISTER" && multicast);
}
