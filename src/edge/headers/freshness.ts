import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Instant } from "../../base/instant.ts";
import { mayOvertake, stampSender } from "../../seal/stamps/sender.ts";
import { StampWindow } from "../../seal/stamps/window.ts";
import type { EdgeAction } from "../action.ts";
import type { ReceivedMessage } from "./headers.ts";
import { tuned } from "../timing.ts";

/**
 * Refuses replays of hidden headers: one series of stamps per supernode and per peer (fact sheet §8.3). Bounded,
 * because anyone with the key can invent senders; a forgotten sender can be replayed as long as its stamps are near
 * our clock.
 */
export class Freshness {
  /** Least recently heard first. */
  readonly #windows = new Map<string, StampWindow>();
  readonly #tell: (action: EdgeAction) => void;

  /** `tell`: for a datapath that opens headers. */
  constructor(tell: (action: EdgeAction) => void) {
    this.#tell = tell;
  }

  /** Undefined = fresh. The caller has verified senders that claim to be a supernode. */
  refuses(
    { message, stamp }: ReceivedMessage,
    from: Endpoint,
    multicast: boolean,
    now: Instant,
  ): "replayed" | "clock" | undefined {
    if (stamp === undefined) return undefined;
    const sender = stampSender(message, from);
    if (sender === undefined) return undefined;
    const verdict = this.#window(sender).admit(stamp, now, mayOvertake(message, multicast));
    return verdict === "fresh" ? undefined : verdict;
  }

  /** The sender has proven its identity by a secret, so the stamp is genuine. */
  proves({ message, stamp }: ReceivedMessage, from: Endpoint, now: Instant): void {
    const sender = stamp && stampSender(message, from);
    if (sender !== undefined) this.#window(sender).prove(stamp!, now);
  }

  #window(sender: string): StampWindow {
    let window = this.#windows.get(sender);
    if (window === undefined) {
      window = new StampWindow();
      this.#tell({ kind: "stamps", sender, window });
    }
    this.#windows.delete(sender);
    this.#windows.set(sender, window);
    if (this.#windows.size > tuned.stampSenders) {
      const [oldest] = this.#windows.keys();
      this.#windows.delete(oldest!);
      this.#tell({ kind: "stamps", sender: oldest! });
    }
    return window;
  }
}
