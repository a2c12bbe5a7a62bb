import { milliseconds, seconds, type Duration } from "../../../src/base/instant.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { judge } from "../../expect/judge.ts";
import type { LinkSpec } from "../../topology/link-spec.ts";
import type { Nat } from "../../topology/nat/nat.ts";
import type { Topology } from "../../topology/topology.ts";
import { twoHomes } from "../../../topologies/two-homes.ts";
import { SimWorld, type SimSettings } from "../sim-world.ts";

export interface Meeting {
  readonly linkA?: LinkSpec;
  readonly linkB?: LinkSpec;
  readonly linkSn?: LinkSpec;
  /** The host whose edge starts first, half a second before the other's. */
  readonly first?: "alice" | "bob";
  /** The host whose ping is the first frame. */
  readonly speaker?: "alice" | "bob";
  readonly seed?: number;
  readonly makeEdge?: SimSettings["makeEdge"];
}

/** alice and bob behind their NATs, both edges started, and one pinging the other. */
export async function meet(natA: Nat, natB: Nat, meeting: Meeting = {}): Promise<SimWorld> {
  const { linkA = {}, linkB = {}, linkSn = {} } = meeting;
  return meetIn(twoHomes({ natA, natB, linkA, linkB, linkSn }), meeting);
}

export async function meetIn(
  topology: Topology<"sn" | "alice" | "bob">,
  { first = "alice", speaker = "alice", seed = 1, makeEdge }: Meeting = {},
): Promise<SimWorld> {
  const settings = { scenario: "meeting", case: topology.name, seed, pingEvery: milliseconds(200) };
  const world = await SimWorld.open(topology, { ...settings, ...(makeEdge && { makeEdge }) });
  const other = (name: string) => (name === "alice" ? "bob" : "alice");
  await world.startHelper("sn");
  await world.startNode(first, {});
  await world.pass(seconds(0.5));
  await world.startNode(other(first), {});
  await world.pass(seconds(0.5));
  await world.ping(speaker, other(speaker));
  return world;
}

/** The path that both directions take over the next five seconds, as judged from evidence; else what was seen. */
export async function pathNow(world: SimWorld, over: Duration = seconds(5)): Promise<string> {
  const from = world.now();
  await world.pass(over);
  const claims = paths.map(
    (path) => ({ kind: "path", a: "alice", b: "bob", path, steady: 5, from, within: over }) as const,
  );
  const evidence = await evidenceNow(world);
  const judgements = claims.map((claim) => judge(claim, evidence));
  const met = judgements.findIndex((judgement) => judgement.is === "met");
  return (
    paths[met] ??
    judgements.map((judgement) => ("observed" in judgement ? judgement.observed : judgement.is)).join(" / ")
  );
}

const paths = ["direct", "relayed"] as const;

export async function evidenceNow(world: SimWorld): Promise<Evidence> {
  const seen: Evidence[] = [];
  await world.passUntil((evidence) => seen.push(evidence) > 0, world.now());
  return seen[0]!;
}
