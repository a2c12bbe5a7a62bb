import { sameBytes } from "../base/bytes.ts";
import type { Endpoint } from "../base/address/endpoint.ts";
import { seconds, type Instant } from "../base/instant.ts";
import { RequestAttempts } from "./attempts.ts";
import type { LeaseOutcome, Talk, TalkAction, Task } from "./lease.ts";
import { natPmp, decodeNatPmp } from "./nat-pmp.ts";
import { decodePcp, encodePcpMap } from "./pcp.ts";
import { tuned } from "./timing.ts";

/** RFC 6887 §11: one MAP request, one answer. */
export class PcpTalk implements Talk {
  outcome: LeaseOutcome | undefined;
  readonly #task: Task;
  readonly #nonce: Uint8Array;
  readonly #heard: (epoch: number, now: Instant) => void;
  readonly #attempts = new RequestAttempts(tuned.tries);

  /** `heard`: the router's epoch, in seconds. */
  constructor(task: Task, nonce: Uint8Array, heard: (epoch: number, now: Instant) => void) {
    this.#task = task;
    this.#nonce = nonce;
    this.#heard = heard;
  }

  begin(now: Instant): readonly TalkAction[] {
    const { wanted, external, remove, lifetime } = this.#task;
    const bytes = encodePcpMap({
      client: wanted.client,
      nonce: this.#nonce,
      internal: wanted.port,
      external: remove ? 0 : external,
      lifetime: remove ? 0 : Math.round(lifetime / 1000),
    });
    return this.#attempts.ask([{ kind: "send", to: { address: wanted.gateway, port: natPmp.port }, bytes }], now);
  }

  datagram(_from: Endpoint, bytes: Uint8Array, now: Instant): readonly TalkAction[] | "dropped" {
    const answer = decodePcp(bytes);
    if (answer === undefined) {
      // RFC 6886 §3.5: a router that knows only NAT-PMP says so in NAT-PMP's format.
      if (decodeNatPmp(bytes)?.kind !== "refused" && !saysOldVersion(bytes)) return "dropped";
      return this.#end({ failed: "the router does not know it" });
    }
    if (answer.kind === "announce") return "dropped";
    if (answer.kind === "refused") {
      this.#heard(answer.epoch, now);
      return this.#end({ failed: answer.why });
    }
    const { wanted, remove } = this.#task;
    if (!sameBytes(answer.nonce, this.#nonce) || answer.internal !== wanted.port) return "dropped";
    this.#heard(answer.epoch, now);
    if (remove) return this.#end({ removed: true });
    if (answer.lifetime === 0 || answer.external === 0) return this.#end({ failed: "the router granted nothing" });
    const external = { address: answer.address, port: answer.external };
    return this.#end({ lease: { by: "pcp", external, lifetime: seconds(answer.lifetime) } });
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

  #end(outcome: LeaseOutcome): readonly TalkAction[] {
    this.#attempts.answered();
    this.outcome = outcome;
    return [];
  }
}

/** Version 0, "unsupported version", whatever the opcode, which repeats that of the request. */
const saysOldVersion = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && bytes.length <= 24 && bytes[0] === natPmp.version && bytes[2] === 0 && bytes[3] === 1;
