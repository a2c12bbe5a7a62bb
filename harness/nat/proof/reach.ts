import type { NatMeasurement } from "../../evidence/evidence.ts";
import { admitsTcp, admitsUdp, type Nat } from "../../topology/nat/nat.ts";

/** How the ports that get out, and the refusal of others, differ from the declaration, in words. */
export function reachDifferences(declared: Nat, { reaches = [] }: Pick<NatMeasurement, "reaches">): string[] {
  return reaches.flatMap(({ protocol, port, outcome }) => {
    const admitted = { udp: admitsUdp, tcp: admitsTcp }[protocol](declared, port);
    const what = `${protocol.toUpperCase()} to port ${port}`;
    if (admitted) return outcome === "open" ? [] : [`${what}: declared open, measured ${outcome}`];
    const refusal = declared.egress?.refusal ?? "silent";
    if (outcome === "open") return [`${what}: declared blocked, measured open`];
    return outcome === "blocked" || outcome === refusal ? [] : [`${what}: declared ${refusal}, measured ${outcome}`];
  });
}
