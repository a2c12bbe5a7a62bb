import { isDeepStrictEqual } from "node:util";
import type { Evidence, NatProof } from "../evidence/evidence.ts";
import { inSeries } from "../nat/predict/series.ts";
import type { Nat } from "../topology/nat/nat.ts";
import { walk } from "../topology/walk.ts";

/** Why the measurements of the NATs do not cover the network of the story; undefined = they do. */
export const proofTrouble = (evidence: Evidence): string | undefined => missingProof(evidence) ?? otherProof(evidence);

/** Every router with hosts behind it is measured before the story, and after it if hosts are still behind it. */
function missingProof({ topology, addresses, proofs, story }: Evidence): string | undefined {
  for (const { name, node } of walk(topology)) {
    if (node.kind !== "router") continue;
    const hosts = Object.entries(node.lan).flatMap(([host, it]) => (it.kind === "host" ? [host] : []));
    const stay = hosts.some((host) => addresses.routersAbove[host]?.[0] === name);
    for (const family of [undefined, ...(node.ipv6 === undefined ? [] : ["IPv6" as const])]) {
      const has = (when: "before" | "after"): boolean =>
        proofs.some((proof) => proof.router === name && proof.family === family && (proof.when ?? "before") === when);
      const what = `the NAT of ${name} was not measured${family === undefined ? "" : ` for ${family}`}`;
      if (hosts.length > 0 && !has("before")) return `${what} before the story`;
      if (stay && story !== undefined && story.claims > 0 && !has("after")) return `${what} after the story`;
    }
  }
  return undefined;
}

/** A measurement compared with anything but the declaration proves nothing. */
function otherProof(evidence: Evidence): string | undefined {
  const other = evidence.proofs.find((proof) => !isDeepStrictEqual(declaredOf(proof, evidence), proof.declared));
  return other && `the NAT of ${other.router} was compared with a different declaration`;
}

/** In series with the routers above it at the time of the measurement. Undefined = no such router. */
function declaredOf({ router, when, family }: NatProof, { topology, steps }: Evidence): Nat | undefined {
  const there = [...walk(topology)].find(({ name }) => name === router);
  if (there?.node.kind !== "router") return undefined;
  if (family !== undefined) return there.node.ipv6;
  const changes = new Map<string, Nat>();
  for (const { event } of when === "after" ? steps : [])
    if (event?.kind === "change-nat") changes.set(event.router, event.nat);
  const chain = [{ name: router, router: there.node }, ...there.above];
  return inSeries(chain.map((entry) => changes.get(entry.name) ?? entry.router.nat));
}
