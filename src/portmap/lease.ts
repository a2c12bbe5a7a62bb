import type { Endpoint } from "../base/address/endpoint.ts";
import type { Duration, Instant } from "../base/instant.ts";

/** The ways in which a home router can be asked, as they are named in options, logs and topologies. */
export const mappingProtocols = ["pcp", "nat-pmp", "upnp"] as const;

export type MappingProtocol = (typeof mappingProtocols)[number];

/** What is asked for: that UDP to a port of the router's public address comes to `client`. */
export interface Wanted {
  /** The router: the next hop of the default route. */
  readonly gateway: string;
  /** Our own address towards it. */
  readonly client: string;
  /** Our own port; the same one is asked for outside. */
  readonly port: number;
}

/** What the router granted. */
export interface Lease {
  readonly by: MappingProtocol;
  /** Where strangers reach us. The address is the one that the router considers public. */
  readonly external: Endpoint;
  /** Until the router forgets it; undefined = only when it is deleted. */
  readonly lifetime?: Duration;
}

/** What is said to the outside world in the course of a talk. */
export type TalkAction =
  | { readonly kind: "send"; readonly to: Endpoint; readonly bytes: Uint8Array }
  | { readonly kind: "fetch"; readonly request: HttpRequest };

export interface HttpRequest {
  /** Answers carry it back. */
  readonly id: number;
  readonly method: "GET" | "POST";
  readonly to: Endpoint;
  /** Begins with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer; neither field when there was none. */
export interface HttpAnswer {
  readonly id: number;
  readonly status?: number;
  readonly body?: Uint8Array;
}

export type LeaseOutcome =
  | { readonly lease: Lease }
  /** The mapping is deleted. */
  | { readonly removed: true }
  /** In words; nothing of it is the router's own text. */
  | { readonly failed: string };

/** One attempt to get, renew or delete a mapping by one protocol. */
export interface Talk {
  begin(now: Instant): readonly TalkAction[];
  /** Whatever came in over UDP, from whomever. `dropped` = it was not what we wait for. */
  datagram(from: Endpoint, bytes: Uint8Array, now: Instant): readonly TalkAction[] | "dropped";
  fetched(answer: HttpAnswer, now: Instant): readonly TalkAction[] | "dropped";
  tick(now: Instant): readonly TalkAction[];
  nextWake(): Instant | undefined;
  /** Undefined = still going on. */
  readonly outcome: LeaseOutcome | undefined;
}

/** `remove` deletes the mapping instead. `external`: the port that was granted before. */
export interface Task {
  readonly wanted: Wanted;
  readonly lifetime: Duration;
  readonly external: number;
  readonly remove: boolean;
}
