import type { NatProof } from "../evidence/evidence.ts";
import { busyMachine } from "../expect/timing/latency-bounds.ts";
import type { Lab } from "../lab/lab.ts";
import type { ProofDepth } from "../lab/probe-place.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { notMeasured } from "../nat/proof/unmeasured.ts";
import { admitsTcp, admitsUdp, describeNat } from "../topology/nat/nat.ts";
import type { NetworkState } from "../topology/network-state.ts";
import { CpuPressure } from "../lab-world/cpu-pressure.ts";
import type { LabEvents } from "../lab-world/events.ts";
import { longestLifetime, proveLabNats } from "../lab-world/proof.ts";

/** The result of a measurement by hand, a line per router. */
export interface HandMeasurement {
  readonly lines: readonly string[];
  /** `differs`: a NAT is not as declared; `inconclusive`: none certainly differs. */
  readonly is: "as declared" | "differs" | "inconclusive";
}

/** Measures every NAT, and once more if answers are missing: a busy machine must not look like a NAT. */
export async function measureByHand(
  lab: Lab,
  events: LabEvents,
  state: NetworkState,
  depth: ProofDepth,
): Promise<HandMeasurement> {
  const pressure = new CpuPressure();
  const measure = (round: 0 | 1) =>
    proveLabNats(lab, state, Date.now() % 65_536, { depth, round, longest: longestLifetime });
  const first = await measure(0);
  if (depth === "full") await events.forgetMappings();
  const again = first.some(isUnanswered) ? await measure(1) : first;
  if (depth === "full" && again !== first) await events.forgetMappings();
  const busy = busyMachine(pressure.read().cpuPressure);
  return verdictOf(first.map((proof, i) => judged([proof, again[i]!], busy, [...state.unplugged])));
}

/** Judges both attempts, the same one twice if no answer was missing. `unplugged`: nodes whose cable is down. */
export function judged(
  [first, second]: readonly [NatProof, NatProof],
  busy: string | undefined,
  unplugged: readonly string[],
): { readonly line: string; readonly is: HandMeasurement["is"] } {
  const { router, family, declared } = first;
  const title = `${router}${family === undefined ? "" : ` (${family})`}: ${describeNat(declared)}`;
  const [before, after] = [first, second].map(({ measured }) => compareNat(declared, measured));
  const open = notMeasured(declared, first.measured);
  const but = open.length > 0 ? `; not measured: ${open.join(", ")}` : "";
  if (before!.length === 0) return { line: `${title}, as measured${but}`, is: "as declared" };
  const result = (is: HandMeasurement["is"], text: string) => ({ line: `${title}, ${text}`, is });
  if (!isUnanswered(first)) return result("differs", before!.join("; "));
  if (after!.length === 0) return result("as declared", "as measured at the second attempt; the first one lost probes");
  if (!isUnanswered(second)) return result("differs", after!.join("; "));
  if (unplugged.length > 0) return result("inconclusive", `inconclusive: probes got no answer; down: ${unplugged.join(", ")}`); // prettier-ignore
  if (busy !== undefined)
    return result("inconclusive", `inconclusive: probes got no answer, and ${busy}; measure again`);
  return result("differs", after!.join("; "));
}

/** Whether a probe got no answer that the declared NAT would have let through. */
function isUnanswered({ declared, measured }: NatProof): boolean {
  if (compareNat(declared, measured).length === 0) return false;
  const { mapping, filtering, translates, ports, hairpin, reaches = [] } = measured;
  const lost = [mapping, filtering, translates, ports].some(
    (measured) => measured === "blocked" || measured === "unknown",
  );
  const silent = reaches.some(({ protocol, port, outcome }) => {
    return outcome === "silent" && { udp: admitsUdp, tcp: admitsTcp }[protocol](declared, port);
  });
  return lost || silent || (declared.translates && hairpin === undefined);
}

function verdictOf(judged: readonly { readonly line: string; readonly is: HandMeasurement["is"] }[]): HandMeasurement {
  const has = (is: HandMeasurement["is"]) => judged.some((one) => one.is === is);
  const is = has("differs") ? "differs" : has("inconclusive") ? "inconclusive" : "as declared";
  return { lines: judged.map(({ line }) => line), is };
}
