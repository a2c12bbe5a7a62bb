import { admitsUdp, type Nat, type Translation } from "../../topology/nat/nat.ts";
import { changed } from "../nft/keys.ts";
import { inSeries, predictPath, type Prediction, type Skill } from "./predict.ts";

/** Who is behind what. NATs and firewalls innermost first; none = public. */
export interface Setting {
  readonly a: readonly Nat[];
  readonly b: readonly Nat[];
  /** What both stand behind. */
  readonly shared?: readonly Nat[];
  /** They are on one LAN whose hosts may talk to each other, and the programs announce themselves there. */
  readonly neighbours?: boolean;
  /** The NATs are so loaded, and their hosts' ports clash so much, that they have changed their mapping. */
  readonly loaded?: boolean;
  /** The programs also reach their relay over TCP. */
  readonly tcpRelay?: boolean;
  /** UDP. */
  readonly serverPort?: number;
}

/** n2n's usual one (fact sheet §17). */
const usualPort = 7654;

/**
 * The oracle for whole surroundings. The assumptions of `predictPath` hold, and
 * - NATs in series behave as the strictest of them on each axis, also when the outermost one turns packets around;
 * - hairpinned packets meet the filter like any others, and have an external source (RFC 4787 REQ-9a) or, where the NAT
 *   is like that, an inside one;
 * - a NAT that draws addresses does so for every mapping, and its peer may or may not know the one drawn;
 * - a NAT that changes its mapping (against RFC 4787 REQ-11) is as before, or has changed on all sides when `loaded`;
 * - where UDP is let out to some ports only, a peer's external port is none of them.
 */
export function predict(asked: Setting, skill: Skill = "peer-reflexive"): Prediction {
  const setting = asked.loaded === true ? underLoad(asked) : asked;
  const rule = rules.find(({ holds }) => holds(setting));
  if (rule !== undefined) return { path: rule.path, because: rule.because };
  const [a, b] = sidesOf(setting);
  if (turning(setting) === undefined) return across(a, b, skill);
  const { path, because } = across(a, b, skill);
  return { path, because: `turned around by the NAT that both are behind: ${because}` };
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

/** The outermost NAT that both are behind: it is where a packet from the one to the other turns around. */
const turning = ({ shared = [] }: Setting): Translation | undefined =>
  shared.findLast((nat): nat is Translation => nat.translates);

const eitherSide = (holds: (side: Nat) => boolean) => (setting: Setting) => sidesOf(setting).some(holds);
const letsUdpOut = (setting: Setting) => (side: Nat) => admitsUdp(side, setting.serverPort ?? usualPort);

/** What decides before mapping and filtering do; the first rule that holds. */
const rules: readonly (Prediction & { readonly holds: (setting: Setting) => boolean })[] = [
  {
    path: "direct",
    because: "they are neighbours on one LAN and hear each other's announcements there",
    holds: (setting) => setting.neighbours === true && sidesOf(setting).every(letsUdpOut(setting)),
  },
  {
    path: "none",
    because: "one side's UDP does not reach the relay, and nothing else is tried",
    holds: (setting) => setting.tcpRelay !== true && !sidesOf(setting).every(letsUdpOut(setting)),
  },
  {
    path: "relayed",
    because: "one side's UDP does not reach the relay: it uses TCP there, and nothing reaches its peer",
    holds: (setting) => !sidesOf(setting).every(letsUdpOut(setting)),
  },
  {
    path: "relayed",
    because: "one side's UDP reaches the server, so that all looks well, and no peer",
    holds: eitherSide(({ egress }) => egress?.udp !== undefined),
  },
  {
    path: "relayed",
    because: "the NAT that both are behind turns nothing around: the one's external endpoint leads the other nowhere",
    holds: (setting) => turning(setting)?.hairpin === "none",
  },
  {
    path: "relayed",
    because: "what the NAT that both are behind turns around has an inside source, and answers to that do not arrive",
    holds: (setting) => turning(setting)?.hairpin === "internal-source",
  },
];

function across(a: Nat, b: Nat, skill: Skill): Prediction {
  const { path, because } = predictPath(a, b, skill);
  if (path === "relayed" || !(addressMayMiss(a, b) || addressMayMiss(b, a))) return { path, because };
  return {
    path: "either",
    because:
      "the peer's filter admits the address that the server saw, and the NAT may draw another of its addresses for the peer",
  };
}

/** `mine` needs a new mapping for its peer, which may draw an address that the peer's filter has not seen. */
function addressMayMiss(mine: Nat, theirs: Nat): boolean {
  if (!mine.translates || mine.pooling?.kind !== "arbitrary" || mine.mapping === "endpoint-independent") return false;
  // A firewall without translation keeps every inside endpoint, and may filter by address like a NAT.
  const { mapping, filtering } = theirs.translates ? theirs : { mapping: "endpoint-independent", ...theirs.firewall };
  return mapping === "endpoint-independent" && filtering === "address-dependent";
}
