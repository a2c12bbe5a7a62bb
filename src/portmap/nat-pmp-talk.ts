import type { Endpoint } from "../base/address/endpoint.ts";
import { seconds, type Instant } from "../base/instant.ts";
import { RequestAttempts } from "./attempts.ts";
import type { LeaseOutcome, Talk, TalkAction, Task } from "./lease.ts";
import { decodeNatPmp, encodeAddressRequest, encodeMapRequest, natPmp } from "./nat-pmp.ts";
import { tuned } from "./timing.ts";

/** RFC 6886 §3: the public address first, which also shows that the router knows the protocol, then the mapping. */
export class NatPmpTalk implements Talk {
  outcome: LeaseOutcome | undefined;
  readonly #task: Task;
  readonly #heard: (epoch: number, now: Instant) => void;
  readonly #attempts = new RequestAttempts(tuned.tries);
  #address: string | undefined;

  /** `heard`: the router's epoch, in seconds. */
  constructor(task: Task, heard: (epoch: number, now: Instant) => void) {
    this.#task = task;
    this.#heard = heard;
  }

  begin(now: Instant): readonly TalkAction[] {
    return this.#task.remove ? this.#map(now) : this.#ask(encodeAddressRequest(), now);
  }

  datagram(_from: Endpoint, bytes: Uint8Array, now: Instant): readonly TalkAction[] | "dropped" {
    const answer = decodeNatPmp(bytes);
    if (answer === undefined) return "dropped";
    const asked = this.#task.remove || this.#address !== undefined ? "mapping" : "address";
    if (answer.kind === "refused") {
      this.#heard(answer.epoch, now);
      return this.#end({ failed: answer.why });
    }
    if (answer.kind !== asked) return "dropped";
    if (answer.kind === "address") {
      this.#heard(answer.epoch, now);
      this.#address = answer.address;
      return this.#map(now);
    }
    if (answer.internal !== this.#task.wanted.port) return "dropped";
    this.#heard(answer.epoch, now);
    if (this.#task.remove) return this.#end({ removed: true });
    if (answer.lifetime === 0 || answer.external === 0) return this.#end({ failed: "the router granted nothing" });
    const external = { address: this.#address!, port: answer.external };
    return this.#end({ lease: { by: "nat-pmp", external, lifetime: seconds(answer.lifetime) } });
  }

  fetched(): "dropped" {
    return "dropped";
  }

  tick(now: Instant): readonly TalkAction[] {
    const next = this.#attempts.tick(now);
    return next === "silent" ? this.#end({ failed: "no answer" }) : next;
  }

  nextWake(): Instant | undefined {
    return this.#attempts.wake;
  }

  #map(now: Instant): readonly TalkAction[] {
    const { wanted, external, remove, lifetime } = this.#task;
    const bytes = remove
      ? encodeMapRequest(wanted.port, 0, 0)
      : encodeMapRequest(wanted.port, external, Math.round(lifetime / 1000));
    return this.#ask(bytes, now);
  }

  #ask(bytes: Uint8Array, now: Instant): readonly TalkAction[] {
    const to = { address: this.#task.wanted.gateway, port: natPmp.port };
    return this.#attempts.ask([{ kind: "send", to, bytes }], now);
  }

  #end(outcome: LeaseOutcome): readonly TalkAction[] {
    this.#attempts.answered();
    this.outcome = outcome;
    return [];
  }
}
