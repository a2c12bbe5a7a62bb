import type { Nat, Translation } from "../../topology/nat/nat.ts";

export { inSeries } from "./series.ts";

/**
 * What the two programs can do once each knows the other's endpoint as the rendezvous server saw it.
 * - `peer-reflexive`: accepts from anywhere and answers the source it saw (RFC 8445 §7.3.1.3). As our programs and n2n do.
 * - `announced-only`: accepts from anywhere, but sends only to the announced endpoint.
 * - `strict`: accepts only from the announced endpoint.
 */
export type Skill = "peer-reflexive" | "announced-only" | "strict";

export interface Prediction {
  /**
   * `race`: depends on which packet arrives first. `either`: depends on what a NAT or a program picks at random. `one-way`: packets of
   * one direction arrive, those of the other do not. `none`: nothing arrives, not even via a relay.
   */
  readonly path: "direct" | "relayed" | "race" | "either" | "one-way" | "none";
  /** One sentence, for display. */
  readonly because: string;
  /** Where the rule comes from, e.g. "RFC 4787 REQ-1". */
  readonly clause: string;
  /** Of a direct path, where ports are guessed. */
  readonly chance?: Chance;
}

/** From 0 to 1, and how it is computed, for display. */
export interface Chance {
  readonly probability: number;
  readonly formula: string;
}

/**
 * The oracle: which path do two programs find behind two NATs? It assumes
 * - a rendezvous server at a third address, and that both announced endpoints are right and current;
 * - no guessed ports (`guessing.ts`), one UDP socket per side, and packets that are repeated until answered (3 times or more, about a second apart);
 * - mappings and filters that outlive the pauses between packets;
 * - one external address per NAT, and two separate NATs; for all else see `setting.ts`;
 * - flows that came in on a port are answered from that port, even if the mapping rule would choose another
 *   (session first, as Linux and most home routers do; RFC 4787 leaves it open);
 * - filter state by mapping, not by inside endpoint (RFC 4787 §5, literally read, says the latter).
 * No NAT counts as full cone: the server sees its real endpoint, and everything gets in that no firewall stops.
 */
export function predictPath(a: Nat, b: Nat, skill: Skill = "peer-reflexive"): Prediction {
  const left = mappingAndFiltering(a);
  const right = mappingAndFiltering(b);
  const rules = rulesOf[skill];
  const rule = rules.find(({ holds }) => holds(left, right) || holds(right, left));
  return rule === undefined ? relayed : { path: rule.path, because: rule.because, clause: rule.clause };
}

type Square = Pick<Translation, "mapping" | "filtering">;

/** A rule holds for an unordered pair: `one` is the side that makes it true. */
type Rule = Prediction & { readonly holds: (one: Square, other: Square) => boolean };

const mappingAndFiltering = (nat: Nat): Square =>
  nat.translates
    ? nat
    : { mapping: "endpoint-independent", filtering: nat.firewall?.filtering ?? "endpoint-independent" };

const easyMapping = ({ mapping }: Square): boolean => mapping === "endpoint-independent";
const openFilter = ({ filtering }: Square): boolean => filtering === "endpoint-independent";
const addressFilter = ({ filtering }: Square): boolean => filtering === "address-dependent";
const portFilter = ({ filtering }: Square): boolean => filtering === "address-and-port-dependent";

const bothEasy: Rule = {
  path: "direct",
  because: "both mappings are endpoint-independent: each side really is where the server saw it",
  clause: "RFC 4787 REQ-1, RFC 5128 §3.3",
  holds: (one, other) => easyMapping(one) && easyMapping(other),
};

const race: Rule = {
  path: "race",
  because:
    "if the endpoint-independent filter's side sends first it takes a new port, which the other side's port filter refuses for good",
  clause: "RFC 4787 §4.1 and §5",
  holds: (one, other) => openFilter(one) && !easyMapping(one) && easyMapping(other) && portFilter(other),
};

const strictRace: Rule = {
  path: "race",
  because:
    "the address-dependent mapping keeps the announced port only if the other side's packet comes in first through its open filter",
  clause: "RFC 4787 §4.1 and §5",
  holds: (one, other) => openFilter(one) && !easyMapping(one) && easyMapping(other),
};

/** Reachable from an unannounced port: its own port is known, or it admits everything to the known one. */
const reachable = (one: Square): boolean => openFilter(one) || (easyMapping(one) && addressFilter(one));

const answered: Rule = {
  path: "direct",
  because:
    "one side admits packets from an unannounced port (its filter ignores ports) and answers where they came from",
  clause: "RFC 4787 REQ-8, RFC 8445 §7.3.1.3",
  holds: (one) => reachable(one),
};

const announcedEndpointWorks: Rule = {
  path: "direct",
  because:
    "an endpoint-independent filter admits the other side at the announced endpoint, and its flow is answered from there",
  clause: "RFC 4787 REQ-8",
  holds: (one, other) =>
    (openFilter(one) && openFilter(other)) ||
    (openFilter(one) && !easyMapping(one) && easyMapping(other) && !portFilter(other)),
};

const unanswered: Rule = {
  path: "one-way",
  because: "one side is reached from an unannounced port, but the program answers to the announced one",
  clause: "RFC 8445 §7.3.1.3",
  holds: (one) => reachable(one),
};

/** The first rule that holds decides. */
const rulesOf: Readonly<Record<Skill, readonly Rule[]>> = {
  "peer-reflexive": [bothEasy, race, answered],
  "announced-only": [bothEasy, race, announcedEndpointWorks, unanswered],
  strict: [bothEasy, strictRace],
};

const relayed: Prediction = {
  path: "relayed",
  because:
    "an address-dependent mapping sends from a port that the server never saw, and the other side's filter requires exactly that port",
  clause: "RFC 4787 §4.1 and §5, RFC 5128 §3.1",
};
