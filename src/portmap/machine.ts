/**
 * Asking the home router to forward a port, in the order in which that happens:
 *
 * 1. `event.ts`, `lease.ts`: what is wanted, and what came of it
 * 2. here: one protocol after the other until one grants it; renews it, and asks again when `epoch.ts` sees that the router
 *    restarted
 * 3. `pcp-talk.ts`, `nat-pmp-talk.ts`: one attempt each, in messages of `pcp.ts` and `nat-pmp.ts`, repeated by
 *    `attempts.ts`
 * 4. `upnp-talk.ts`: searches (`ssdp.ts`), reads the description (`xml.ts`, `local-url.ts`) and calls the service
 *    (`igd.ts`)
 *
 * `timing.ts` has every period.
 *
 * @module
 */
import { endpointKey, sameEndpoint, type Endpoint } from "../base/address/endpoint.ts";
import { after, earliest, milliseconds, type Duration, type Instant } from "../base/instant.ts";
import type { Machine } from "../base/machine.ts";
import type { Note } from "../base/note.ts";
import type { Random } from "../base/random.ts";
import { Epoch } from "./epoch.ts";
import type { MapperAction, MapperEvent } from "./event.ts";
import type { Igd } from "./igd.ts";
import type { Lease, MappingProtocol, LeaseOutcome, Talk, TalkAction, Task, Wanted } from "./lease.ts";
import { decodeNatPmp, natPmp } from "./nat-pmp.ts";
import { NatPmpTalk } from "./nat-pmp-talk.ts";
import { decodePcp, pcp } from "./pcp.ts";
import { PcpTalk } from "./pcp-talk.ts";
import { tuned } from "./timing.ts";
import { UpnpTalk } from "./upnp-talk.ts";

/** RFC 6335 §6: the dynamic ports. */
const spec = { dynamicFirst: 49_152, dynamicPorts: 16_384 } as const;

interface Held {
  readonly wanted: Wanted;
  readonly lease: Lease;
  readonly expires: Instant | undefined;
}

/**
 * Keeps one UDP port of the home router forwarded to us: asks by each protocol in turn until one grants it, renews
 * it, notices restarts of the router, and finally deletes it. Accepts only messages from the router itself.
 */
export class PortMapper implements Machine<MapperEvent, MapperAction> {
  readonly #protocols: readonly MappingProtocol[];
  readonly #random: Random;
  readonly #epoch = new Epoch();
  readonly #nonce: Uint8Array;
  #wanted: Wanted | undefined;
  /** The router to which epoch and description belong. */
  #gateway: string | undefined;
  #held: Held | undefined;
  #talk: { readonly talk: Talk; readonly task: Task; readonly by: MappingProtocol } | undefined;
  /** Index of the next protocol to try. */
  #next = 0;
  #again: Duration = tuned.againLeast;
  #wake: Instant | undefined;
  #leave: Instant | undefined;
  #stopped = false;
  #igd: Igd | undefined;
  #requests = 0;
  #dropped = 0;
  #actions: MapperAction[] = [];

  constructor(protocols: readonly MappingProtocol[], random: Random) {
    this.#protocols = protocols;
    this.#random = random;
    this.#nonce = random.bytes(pcp.nonceBytes);
  }

  handle(event: MapperEvent, now: Instant): readonly MapperAction[] {
    this.#actions = [];
    if (!this.#stopped) this.#take(event, now);
    return this.#actions;
  }

  nextWake(): Instant | undefined {
    if (this.#stopped) return undefined;
    return earliest(this.#talk?.talk.nextWake(), this.#wake, this.#leave);
  }

  /** Unexpected or unreadable answers. */
  get dropped(): number {
    return this.#dropped;
  }

  #take(event: MapperEvent, now: Instant): void {
    switch (event.kind) {
      case "want":
        return this.#want(event.wanted, now);
      case "datagram":
        return this.#datagram(event.from, event.bytes, now);
      case "fetched":
        return this.#said(this.#talk?.talk.fetched(event, now) ?? "dropped", now);
      case "tick":
        return this.#tick(now);
      case "stop":
        return this.#stop(now);
    }
  }

  #want(wanted: Wanted | undefined, now: Instant): void {
    if (same(wanted, this.#wanted) || this.#leave !== undefined) return;
    this.#wanted = wanted;
    this.#talk = undefined;
    this.#again = tuned.againLeast;
    const moved = wanted !== undefined && wanted.gateway !== this.#gateway;
    if (moved) {
      this.#gateway = wanted.gateway;
      this.#epoch.forget();
      this.#igd = undefined;
    }
    const held = this.#held;
    this.#lose();
    // The previous router is out of reach; its mapping expires.
    if (held !== undefined && !moved) return this.#begin(held.lease.by, this.#removal(held), now);
    this.#restart(now);
  }

  #datagram(from: Endpoint, bytes: Uint8Array, now: Instant): void {
    // Answers to searches may come from any port of the router.
    const isRouter = from.address === this.#gateway && (from.port === natPmp.port || this.#talk?.by === "upnp");
    if (!isRouter) return void this.#dropped++;
    if (this.#announced(bytes, now)) return;
    this.#said(this.#talk?.talk.datagram(from, bytes, now) ?? "dropped", now);
  }

  /** A restarted router has lost the mapping, so it is asked again at once. */
  #announced(bytes: Uint8Array, now: Instant): boolean {
    if (this.#talk !== undefined || this.#held === undefined) return false;
    const answer = decodePcp(bytes) ?? decodeNatPmp(bytes);
    if (answer?.kind !== "announce" && answer?.kind !== "address") return false;
    if (this.#heard(answer.epoch, now)) this.#attempt(now);
    return true;
  }

  /** True = the router has lost a mapping that we hold. */
  #heard(epoch: number, now: Instant): boolean {
    const forgot = this.#epoch.heard(epoch, now) && this.#held !== undefined;
    if (forgot) this.#note("warning", "the router has restarted", {});
    return forgot;
  }

  #tick(now: Instant): void {
    if (this.#leave !== undefined && now >= this.#leave) return this.#end();
    if (this.#talk !== undefined) this.#said(this.#talk.talk.tick(now), now);
    else if (this.#wake !== undefined && now >= this.#wake) this.#attempt(now);
  }

  #stop(now: Instant): void {
    const held = this.#held;
    this.#lose();
    this.#wake = undefined;
    this.#talk = undefined;
    if (held === undefined) return this.#end();
    this.#leave = after(now, tuned.leave);
    this.#begin(held.lease.by, this.#removal(held), now);
  }

  #end(): void {
    this.#stopped = true;
    this.#actions.push({ kind: "stopped" });
  }

  /** Starts with the first protocol. */
  #restart(now: Instant): void {
    this.#igd = undefined;
    this.#next = 0;
    this.#wake = undefined;
    if (this.#wanted !== undefined) this.#attempt(now);
  }

  /** Renews by the protocol that granted the mapping; otherwise tries the next one. */
  #attempt(now: Instant): void {
    this.#wake = undefined;
    const by = this.#held?.lease.by ?? this.#protocols[this.#next]!;
    const external = this.#held?.lease.external.port ?? this.#wanted!.port;
    this.#begin(by, { wanted: this.#wanted!, lifetime: tuned.lifetime, external, remove: false }, now);
  }

  #begin(by: MappingProtocol, task: Task, now: Instant): void {
    const heard = (epoch: number, at: Instant) => void this.#heard(epoch, at);
    const talks: Readonly<Record<MappingProtocol, () => Talk>> = {
      pcp: () => new PcpTalk(task, this.#nonce, heard),
      "nat-pmp": () => new NatPmpTalk(task, heard),
      upnp: () =>
        new UpnpTalk(task, {
          igd: this.#igd,
          found: (igd) => (this.#igd = igd),
          nextId: () => ++this.#requests,
          otherPort: () => spec.dynamicFirst + (this.#random.u32() % spec.dynamicPorts),
        }),
    };
    this.#talk = { talk: talks[by](), task, by };
    this.#said(this.#talk.talk.begin(now), now);
  }

  #said(said: readonly TalkAction[] | "dropped", now: Instant): void {
    if (said === "dropped") return void this.#dropped++;
    this.#actions.push(...said);
    const current = this.#talk;
    if (current?.talk.outcome === undefined) return;
    this.#talk = undefined;
    if (current.task.remove) return this.#removed(current.talk.outcome, current.by, now);
    const outcome = current.talk.outcome;
    if ("lease" in outcome) return this.#granted(outcome.lease, current.task.wanted, now);
    this.#refused(current.by, "failed" in outcome ? outcome.failed : "", now);
  }

  #granted(lease: Lease, wanted: Wanted, now: Instant): void {
    const before = this.#held?.lease;
    const expires = lease.lifetime && after(now, lease.lifetime);
    this.#held = { wanted, lease, expires };
    this.#again = tuned.againLeast;
    this.#wake = after(now, renewal(lease.lifetime));
    if (before !== undefined && sameEndpoint(before.external, lease.external)) {
      return this.#note("debug", "port mapping renewed", { by: lease.by });
    }
    this.#actions.push({ kind: "mapped", lease, wanted });
    this.#note("normal", "port mapped", {
      by: lease.by,
      outside: endpointKey(lease.external),
      inside: endpointKey({ address: wanted.client, port: wanted.port }),
      seconds: (lease.lifetime ?? 0) / 1000,
    });
  }

  #refused(by: MappingProtocol, why: string, now: Instant): void {
    if (by === "upnp") this.#igd = undefined;
    const expires = this.#held?.expires;
    this.#note("info", "no port mapping", { by, why });
    if (this.#held !== undefined) {
      // RFC 6887 §11.2.1: after half of the remaining time, repeatedly.
      const left = expires === undefined ? tuned.renewMost : expires - now;
      const wait = left / 2;
      if (expires !== undefined && wait < tuned.renewLeast) {
        this.#lose();
        return this.#restart(now);
      }
      this.#wake = after(now, milliseconds(wait));
      return;
    }
    this.#next++;
    if (this.#next < this.#protocols.length) return this.#attempt(now);
    this.#next = 0;
    this.#note("warning", "the router grants no mapping", { again: this.#again / 1000 });
    this.#wake = after(now, this.#again);
    this.#again = milliseconds(Math.min(this.#again * 2, tuned.againMost));
  }

  #removed(outcome: LeaseOutcome, by: MappingProtocol, now: Instant): void {
    const how = "failed" in outcome ? { by, why: outcome.failed } : { by };
    this.#note("normal", "failed" in outcome ? "port mapping left behind" : "port mapping deleted", how);
    if (this.#leave !== undefined) return this.#end();
    this.#restart(now);
  }

  #removal({ wanted, lease }: Held): Task {
    return { wanted, lifetime: tuned.lifetime, external: lease.external.port, remove: true };
  }

  #lose(): void {
    if (this.#held !== undefined) this.#actions.push({ kind: "unmapped" });
    this.#held = undefined;
  }

  #note(level: Note["level"], what: string, facts: NonNullable<Note["with"]>): void {
    this.#actions.push({ kind: "note", note: { level, what, with: facts } });
  }
}

const same = (a: Wanted | undefined, b: Wanted | undefined): boolean =>
  a?.gateway === b?.gateway && a?.client === b?.client && a?.port === b?.port;

const renewal = (lifetime: Duration | undefined): Duration =>
  milliseconds(Math.min(Math.max((lifetime ?? Infinity) / 2, tuned.renewLeast), tuned.renewMost));
