import { type Endpoint, endpointKey, sameEndpoint } from "../../base/address/endpoint.ts";
import { type Duration, type Instant, after, earliest } from "../../base/instant.ts";
import type { EdgeConfig } from "../config.ts";
import type { Outbox } from "../outbox.ts";
import type { LastAck } from "./last-ack.ts";
import type { RegistrationState, ListedSupernode } from "../../status/edge-status.ts";
import { isNumeric, reachable } from "../paths/reachable.ts";
import { tuned } from "../timing.ts";

interface Entry {
  readonly host: string;
  readonly port: number;
  addresses: readonly string[];
  /** When the name is to be resolved (again); undefined = numeric. */
  resolveAt: Instant | undefined;
  wait: Duration;
}

/** The supernodes that the user listed, by preference, and those learned from supernodes. */
export class Supernodes {
  #listed: readonly Entry[];
  #learned: Endpoint[] = [];
  readonly #out: Outbox;
  #keys = new Set<string>();
  #current: Endpoint | undefined;
  /** The user has another list, which the current one is not on. */
  isCurrentUnlisted = false;

  constructor(config: EdgeConfig, out: Outbox) {
    this.#out = out;
    this.#listed = config.supernodes.map(entryOf);
    this.#index();
  }

  /**
   * The user's list is another one. Those that others have named may not belong to it, and are forgotten; the current one
   * stays in use until one of the list has an address.
   */
  list(supernodes: EdgeConfig["supernodes"], now: Instant): void {
    const known = new Map(this.#listed.map((entry) => [keyOf(entry), entry]));
    this.#listed = supernodes.map((one) => known.get(keyOf(one)) ?? entryOf(one));
    for (const { host } of known.values())
      if (!this.#listed.some((entry) => entry.host === host)) this.#out.solved(host, "unresolved");
    this.#learned = [];
    this.#index();
    for (const entry of this.#listed) if (!known.has(keyOf(entry)) && !isNumeric(entry.host)) this.#ask(entry, now);
    const current = this.#current;
    this.isCurrentUnlisted = current !== undefined && !this.all().some((one) => sameEndpoint(one, current));
  }

  start(now: Instant): void {
    this.resolve(now);
  }

  /** The current one; undefined until a name is resolved. */
  get current(): Endpoint | undefined {
    return (this.#current ??= this.all()[0]);
  }

  /** All of them; at most one is current. `knownOf`: what pings have shown; `place` = its place in the list. */
  status(
    lastAck: LastAck | undefined,
    registration: RegistrationState,
    knownOf: (socket: Endpoint, place: number) => Partial<ListedSupernode>,
  ): readonly ListedSupernode[] {
    const listed = this.all().length - this.#learned.length;
    return this.all().map((socket, at) => {
      const known = knownOf(socket, at);
      const roundTrip =
        known.roundTrip ?? (lastAck !== undefined && sameEndpoint(lastAck.from, socket) ? lastAck.delay : undefined);
      const acked = lastAck !== undefined && sameEndpoint(lastAck.from, socket);
      const current = this.#current !== undefined && sameEndpoint(this.#current, socket);
      return {
        socket,
        listed: at < listed,
        state: !current ? "other" : acked && registration === "registered" ? "registered" : "waiting",
        ...known,
        ...(roundTrip !== undefined && { roundTrip }),
        ...(acked && { mac: lastAck.mac, lastSeen: Math.max(lastAck.at, known.lastSeen ?? 0) as Instant }),
      };
    });
  }

  /** What to use instead of the current one if its name leads elsewhere now; undefined = it does not. */
  get replacement(): Endpoint | undefined {
    return this.#current === undefined || this.all().some((one) => sameEndpoint(one, this.#current!))
      ? undefined
      : this.all()[0];
  }

  /** Is there a choice? Several addresses of one name do not count. */
  get several(): boolean {
    return this.#listed.length + this.#learned.length > 1;
  }

  /** In the user's order, then in the order learned. */
  all(): readonly Endpoint[] {
    const listed = this.#listed.flatMap(({ addresses, port }) => addresses.map((address) => ({ address, port })));
    // The same one may be listed twice, or by two names.
    return [...new Map(listed.map((socket) => [endpointKey(socket), socket])).values(), ...this.#learned];
  }

  /** Those that the user prefers to the current one. */
  better(): readonly Endpoint[] {
    const all = this.all();
    const at = all.findIndex((one) => this.#current !== undefined && sameEndpoint(one, this.#current));
    return all.slice(0, Math.max(at, 0));
  }

  has(socket: Endpoint): boolean {
    return this.#keys.has(endpointKey(socket));
  }

  hasKey(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Moves to the next in the list; after the last, to the first. */
  next(): void {
    const all = this.all();
    const at = all.findIndex((one) => this.#current !== undefined && sameEndpoint(one, this.#current));
    if (all.length > 0) this.use(all[(at + 1) % all.length]);
  }

  use(socket: Endpoint | undefined): void {
    this.#current = socket;
    this.isCurrentUnlisted = false;
    this.#index();
  }

  learn(sockets: readonly Endpoint[]): void {
    for (const socket of sockets) {
      if (this.#learned.length >= tuned.learnedSupernodesMax) break;
      if (!reachable(socket) || this.has(socket)) continue;
      this.#learned.push(socket);
      this.#keys.add(endpointKey(socket));
    }
  }

  resolved(host: string, addresses: readonly string[], now: Instant): void {
    // IPv4 first: no released supernode opens an IPv6 socket (fact sheet §1).
    const usable = [...addresses.filter((a) => !a.includes(":")), ...addresses.filter((a) => a.includes(":"))];
    for (const entry of this.#listed) {
      if (entry.host !== host || isNumeric(host)) continue;
      if (usable.length > 0) {
        entry.addresses = usable.slice(0, tuned.addressesPerName);
        entry.wait = tuned.resolveRetry;
        entry.resolveAt = after(now, tuned.resolveEvery);
        this.#out.solved(host, "unresolved");
      } else {
        this.#out.problem("unresolved", host, { host });
        entry.resolveAt = after(now, entry.wait);
        entry.wait = Math.min(entry.wait * 2, tuned.resolveRetryMax) as Duration;
      }
    }
    this.#index();
  }

  /** Resolves every name now. */
  resolve(now: Instant): void {
    for (const entry of this.#listed) if (!isNumeric(entry.host)) this.#ask(entry, now);
  }

  tick(now: Instant): void {
    for (const entry of this.#listed) {
      if (entry.resolveAt !== undefined && entry.resolveAt <= now) this.#ask(entry, now);
    }
  }

  due(): Instant | undefined {
    return earliest(...this.#listed.map((entry) => entry.resolveAt));
  }

  #ask(entry: Entry, now: Instant): void {
    entry.resolveAt = after(now, tuned.resolveRetryMax);
    this.#out.do({ kind: "resolve", host: entry.host });
  }

  #index(): void {
    this.#keys = new Set(this.all().map(endpointKey));
    if (this.#current !== undefined) this.#keys.add(endpointKey(this.#current));
  }
}

function entryOf({ host, port }: EdgeConfig["supernodes"][number]): Entry {
  const numeric = isNumeric(host);
  return { host, port, addresses: numeric ? [host] : [], resolveAt: undefined, wait: tuned.resolveRetry };
}

const keyOf = ({ host, port }: EdgeConfig["supernodes"][number]): string => `${port} ${host}`;
