import type { Nat } from "../topology/nat.ts";
import { inSeries, predictPath, type Prediction, type Skill } from "./predict.ts";

/** What stands between one program and the internet, besides what both stand behind. */
export interface Side {
  /** Its own NATs, innermost first; none = public. */
  readonly nats: readonly Nat[];
  /** What its network lets out: UDP to everybody (the usual), to the rendezvous server only, or none. */
  readonly udp?: "open" | "server-only" | "blocked";
  /** Its NAT has several external addresses: each inside host keeps to one, or each mapping draws one (RFC 4787 §4.1). */
  readonly pooling?: "paired" | "arbitrary";
}

export interface Setting {
  readonly a: Side;
  readonly b: Side;
  /** NATs that both stand behind, innermost first. */
  readonly shared?: readonly Nat[];
  /** They are on one LAN whose hosts may talk to each other, and the programs announce themselves there. */
  readonly neighbours?: boolean;
  /** The programs also reach their relay over TCP. */
  readonly tcpRelay?: boolean;
}

/**
 * The oracle for whole surroundings. The assumptions of `predictPath` hold, and
 * - NATs in series behave as the strictest of them on each axis, also when the outermost one turns packets around;
 * - hairpinned packets have an external source (RFC 4787 REQ-9a) and meet the filter like any others;
 * - a NAT that draws addresses at random does so for every mapping, and its peer may or may not know the one drawn.
 */
export function predict(setting: Setting, skill: Skill = "peer-reflexive"): Prediction {
  const rule = rules.find(({ holds }) => holds(setting));
  if (rule !== undefined) return { path: rule.path, because: rule.because };
  const shared = translating(setting.shared);
  if (shared.length === 0) return across(setting, skill);
  const { path, because } = across({ a: behind(setting.a, shared), b: behind(setting.b, shared) }, skill);
  return { path, because: `turned around by the NAT that both are behind: ${because}` };
}

const translating = (nats: readonly Nat[] = []): Nat[] => nats.filter((nat) => nat.translates);

const behind = (side: Side, shared: readonly Nat[]): Side => ({ ...side, nats: [...side.nats, ...shared] });

const eitherSide = (holds: (one: Side, other: Side) => boolean) => (it: Setting) =>
  holds(it.a, it.b) || holds(it.b, it.a);

/** Nothing is turned around by a NAT that does not hairpin. */
const noHairpin = ({ shared }: Setting): boolean => {
  const outermost = translating(shared).at(-1);
  return outermost !== undefined && outermost.translates && outermost.hairpin === "none";
};

/** What decides before mapping and filtering do; the first rule that holds. */
const rules: readonly (Prediction & { readonly holds: (it: Setting) => boolean })[] = [
  {
    path: "direct",
    because: "they are neighbours on one LAN and hear each other's announcements there",
    holds: (it) => it.neighbours === true,
  },
  {
    path: "none",
    because: "one side's UDP goes nowhere, and the relay is reached by UDP only",
    holds: (it) => eitherSide(({ udp }) => udp === "blocked")(it) && it.tcpRelay !== true,
  },
  {
    path: "relayed",
    because: "one side's UDP goes nowhere: it reaches the relay by TCP, and its peer not at all",
    holds: eitherSide(({ udp }) => udp === "blocked"),
  },
  {
    path: "relayed",
    because: "one side's UDP reaches the server, so that all looks well, and nobody else",
    holds: eitherSide(({ udp }) => udp === "server-only"),
  },
  {
    path: "relayed",
    because:
      "the NAT that both are behind turns nothing around, and the one's external endpoint leads the other nowhere",
    holds: noHairpin,
  },
];

function across(it: Setting, skill: Skill): Prediction {
  const { path, because } = predictPath(inSeries(it.a.nats), inSeries(it.b.nats), skill);
  if (path === "relayed" || !eitherSide(addressMayMiss)(it)) return { path, because };
  return {
    path: "either",
    because:
      "the peer's filter admits the address that the server saw, and the NAT may draw another of its addresses for the peer",
  };
}

/** `one` needs a new mapping for its peer, which may draw an address that the peer's filter has not seen. */
function addressMayMiss(one: Side, other: Side): boolean {
  const [mine, theirs] = [inSeries(one.nats), inSeries(other.nats)];
  if (one.pooling !== "arbitrary" || !mine.translates || !theirs.translates) return false;
  const draws = mine.mapping !== "endpoint-independent";
  return draws && theirs.mapping === "endpoint-independent" && theirs.filtering === "address-dependent";
}
