import { admitsUdp, type Nat, type Translation } from "../../topology/nat/nat.ts";
import { changed } from "../nft/keys.ts";
import { guessed, type Guesser } from "./guessing.ts";
import type { PunchingWay, PunchingPair } from "./punching.ts";
import { inSeries, predictPath, type Prediction, type Skill } from "./predict.ts";

/** What each side is behind. NATs and firewalls innermost first; none = public. */
export interface Setting {
  readonly a: readonly Nat[];
  readonly b: readonly Nat[];
  /** The NATs that both are behind. */
  readonly shared?: readonly Nat[];
  /** They are on one LAN whose hosts may talk to each other, and the programs announce themselves there. */
  readonly neighbours?: boolean;
  /** Load or clashing ports have made the NATs change their mapping. */
  readonly loaded?: boolean;
  /** The programs also reach their relay over TCP. */
  readonly tcpRelay?: boolean;
  /** UDP. */
  readonly serverPort?: number;
}

/** n2n's usual one (fact sheet §17). */
const usualPort = 7654;

/**
 * The oracle for whole settings. The assumptions of `predictPath` hold, and
 * - NATs in series have the strictest mapping and filtering of them, even if the outermost one hairpins packets;
 * - hairpinned packets are filtered like any others, and have an external source (RFC 4787 REQ-9a) or, with such a NAT, an
 *   inside one;
 * - a NAT that picks addresses at random does so for every mapping, and the peer may or may not know the picked one;
 * - a NAT that changes its mapping (against RFC 4787 REQ-11) has not changed, or has changed on all sides if `loaded`;
 * - while ports are guessed, no other host behind the NAT gets any (`guessing.ts`);
 * - if UDP is let out to some ports only, a peer's external port is not among them.
 */
export function predict(asked: Setting, punching: Skill | PunchingPair = "peer-reflexive"): Prediction {
  const setting = asked.loaded === true ? underLoad(asked) : asked;
  const rule = rules.find(({ holds }) => holds(setting));
  if (rule !== undefined) return { path: rule.path, because: rule.because, clause: rule.clause };
  const [a, b] = sidesOf(setting);
  if (turning(setting) === undefined) return across(a, b, punching);
  const { because, clause, ...rest } = across(a, b, punching);
  return {
    ...rest,
    because: `hairpinned by the NAT that both are behind: ${because}`,
    clause: `RFC 4787 REQ-9; ${clause}`,
  };
}

function underLoad(setting: Setting): Setting {
  const all = (chain: readonly Nat[]) => chain.map((nat) => (nat.translates ? (changed(nat) ?? nat) : nat));
  const { a, b, shared } = setting;
  return { ...setting, a: all(a), b: all(b), ...(shared && { shared: all(shared) }) };
}

/** Each side's whole chain. */
const sidesOf = ({ a, b, shared = [] }: Setting): readonly [Nat, Nat] => [
  inSeries([...a, ...shared]),
  inSeries([...b, ...shared]),
];

/** The outermost NAT that both are behind: it hairpins packets between them. */
const turning = ({ shared = [] }: Setting): Translation | undefined =>
  shared.findLast((nat): nat is Translation => nat.translates);

const eitherSide = (holds: (side: Nat) => boolean) => (setting: Setting) => sidesOf(setting).some(holds);
const letsUdpOut = (setting: Setting) => (side: Nat) => admitsUdp(side, setting.serverPort ?? usualPort);

/** What decides before mapping and filtering do; the first rule that holds. */
const rules: readonly (Prediction & { readonly holds: (setting: Setting) => boolean })[] = [
  {
    path: "direct",
    because: "they are neighbours on one LAN and receive each other's announcements there",
    clause: "RFC 5128 §3.3.2",
    holds: (setting) => setting.neighbours === true && sidesOf(setting).every(letsUdpOut(setting)),
  },
  {
    path: "none",
    because: "one side's UDP does not reach the relay, and nothing else is tried",
    clause: "RFC 8656 §2.1",
    holds: (setting) => setting.tcpRelay !== true && !sidesOf(setting).every(letsUdpOut(setting)),
  },
  {
    path: "relayed",
    because: "one side's UDP does not reach the relay: it uses TCP there, and nothing reaches its peer",
    clause: "RFC 8656 §2.1",
    holds: (setting) => !sidesOf(setting).every(letsUdpOut(setting)),
  },
  {
    path: "relayed",
    because: "one side's UDP reaches the server, but no peer",
    clause: "RFC 5128 §3.1",
    holds: eitherSide(({ egress }) => egress?.udp !== undefined),
  },
  {
    path: "relayed",
    because: "the NAT that both are behind does not hairpin: neither can reach the other's external endpoint",
    clause: "RFC 4787 REQ-9",
    holds: (setting) => turning(setting)?.hairpin === "none",
  },
  {
    path: "relayed",
    because:
      "the NAT that both are behind hairpins packets with their inside source, and answers to that do not arrive",
    clause: "RFC 4787 REQ-9a",
    holds: (setting) => turning(setting)?.hairpin === "internal-source",
  },
];

function across(a: Nat, b: Nat, punching: Skill | PunchingPair): Prediction {
  const skill = skillOf(punching);
  const prediction = predictPath(a, b, skill);
  if (typeof punching !== "string" && prediction.path === "relayed" && skill === "peer-reflexive")
    return guessed(guesser(a, punching.a), guesser(b, punching.b)) ?? prediction;
  if (prediction.path === "relayed" || !(addressMayMiss(a, b) || addressMayMiss(b, a))) return prediction;
  return {
    path: "either",
    because:
      "the peer's filter admits the address that the server saw, and the NAT may pick another of its addresses for the peer",
    clause: "RFC 4787 REQ-2",
  };
}

/** Answers that one side does not give are missing for both. */
function skillOf(punching: Skill | PunchingPair): Skill {
  if (typeof punching === "string") return punching;
  return punching.a.answersObserved && punching.b.answersObserved ? "peer-reflexive" : "announced-only";
}

const guesser = (nat: Nat, { guessesPorts }: PunchingWay): Guesser => ({
  nat,
  ...(guessesPorts && { guesses: guessesPorts }),
});

/** `mine` needs a new mapping for its peer, which may get an address that the peer's filter has not seen. */
function addressMayMiss(mine: Nat, theirs: Nat): boolean {
  if (!mine.translates || mine.pooling?.kind !== "arbitrary" || mine.mapping === "endpoint-independent") return false;
  // A firewall without translation keeps every inside endpoint, and may filter by address like a NAT.
  const { mapping, filtering } = theirs.translates ? theirs : { mapping: "endpoint-independent", ...theirs.firewall };
  return mapping === "endpoint-independent" && filtering === "address-dependent";
}
