import type { Endpoint } from "../base/address/endpoint.ts";
import type { Duration, Instant } from "../base/instant.ts";

/** The protocols for asking a home router, as named in options, logs and topologies. */
export const mappingProtocols = ["pcp", "nat-pmp", "upnp"] as const;

export type MappingProtocol = (typeof mappingProtocols)[number];

/** The request: UDP to a port of the router's public address is forwarded to `client`. */
export interface Wanted {
  /** The router: the next hop of the default route. */
  readonly gateway: string;
  /** Our address towards it. */
  readonly client: string;
  /** Our port; the same external port is requested. */
  readonly port: number;
}

/** What the router granted. */
export interface Lease {
  readonly by: MappingProtocol;
  /** Our external socket. Its address is the one that the router considers public. */
  readonly external: Endpoint;
  /** When the router forgets it; undefined = only when deleted. */
  readonly lifetime?: Duration;
}

/** Outgoing messages of a talk. */
export type TalkAction =
  | { readonly kind: "send"; readonly to: Endpoint; readonly bytes: Uint8Array }
  | { readonly kind: "fetch"; readonly request: HttpRequest };

export interface HttpRequest {
  /** Repeated in the answer. */
  readonly id: number;
  readonly method: "GET" | "POST";
  readonly to: Endpoint;
  /** Begins with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer; without these fields if there was none. */
export interface HttpAnswer {
  readonly id: number;
  readonly status?: number;
  readonly body?: Uint8Array;
}

export type LeaseOutcome =
  | { readonly lease: Lease }
  /** The mapping is deleted. */
  | { readonly removed: true }
  /** In words; contains no text from the router. */
  | { readonly failed: string };

/** One attempt to get, renew or delete a mapping by one protocol. */
export interface Talk {
  begin(now: Instant): readonly TalkAction[];
  /** A datagram from any sender. `dropped` = not an expected answer. */
  datagram(from: Endpoint, bytes: Uint8Array, now: Instant): readonly TalkAction[] | "dropped";
  fetched(answer: HttpAnswer, now: Instant): readonly TalkAction[] | "dropped";
  tick(now: Instant): readonly TalkAction[];
  nextWake(): Instant | undefined;
  /** Undefined = still in progress. */
  readonly outcome: LeaseOutcome | undefined;
}

/** `remove` deletes the mapping instead. `external`: the port that was granted before. */
export interface Task {
  readonly wanted: Wanted;
  readonly lifetime: Duration;
  readonly external: number;
  readonly remove: boolean;
}
