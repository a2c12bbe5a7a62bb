import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { dissect } from "../evidence/capture/dissect.ts";
import { readPcap } from "../evidence/capture/pcap.ts";
import type { CapturedPacket } from "../evidence/evidence.ts";
import { Lab } from "../lab/lab.ts";
import { LabError } from "../lab/lab-error.ts";
import { datagramBytes } from "../lab/load/datagram.ts";
import { CpuPressure } from "../lab-world/cpu-pressure.ts";
import { proveLabNats, verifyRulesets } from "../lab-world/proof.ts";
import { rulesetsOf } from "../lab-world/rulesets.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { verdictOfError } from "../run/run-case.ts";
import type { SystemUnderTest } from "../sut/contract.ts";
import { NetworkState } from "../topology/network-state.ts";
import type { Point, SweepPlan, SweepTrial } from "./json.ts";
import { loadPort, runLoads, type LoadsRun } from "./measures/loads.ts";
import { measurePings } from "./measure/pings.ts";
import { pathOf } from "./measure/path.ts";
import { measureUdp } from "./measure/udp-flow.ts";
import { noVpn } from "./no-vpn.ts";
import { isReached, pathSettled, startOverlay, type Overlay } from "./overlay.ts";
import { sweepNetwork } from "./points.ts";

/**
 * Tunable. A program may write several datagrams to its interface as one packet of up to 64 KiB, which the kernel takes
 * apart behind it (UDP segmentation offload); the ring then still has room for a thousand packets.
 */
const tuned = { snapshotBytes: 65_535, ringKibibytes: 65_536 } as const;

export interface TrialSetting {
  readonly system: SystemUnderTest;
  readonly point: Point;
  readonly plan: Pick<SweepPlan, "nats" | "loads" | "time">;
  readonly seed: number;
  /** For captures and logs; what an earlier attempt left there is removed. */
  readonly folder: string;
  readonly interrupted?: AbortSignal;
}

type Outcome = Omit<SweepTrial, "system" | "point" | "repetition" | "seed" | "duration" | "evidence">;

/** One laboratory, built for one system over one link, and gone afterwards. Throws what cannot be an outcome. */
export async function tryPoint(setting: TrialSetting): Promise<Outcome & Pick<SweepTrial, "duration">> {
  const began = performance.now();
  const pressure = new CpuPressure();
  await rm(setting.folder, { recursive: true, force: true });
  const outcome = await measured(setting).catch((error: unknown) => explained(error, setting));
  const { cpuPressure } = pressure.read();
  return {
    ...outcome,
    ...(cpuPressure !== undefined && { pressure: cpuPressure }),
    duration: performance.now() - began,
  };
}

function explained(error: unknown, { system, interrupted }: TrialSetting): Outcome {
  interrupted?.throwIfAborted();
  const verdict = verdictOfError(error, { sn: system, alice: system, bob: system });
  if (verdict?.verdict === "unsupported" || verdict?.verdict === "inconclusive")
    return { outcome: verdict.verdict, why: verdict.why, udp: [] };
  if (verdict?.verdict === "fail")
    return { outcome: "unreachable", why: `${verdict.observed}: ${verdict.stoppedAt}`, udp: [] };
  throw error;
}

async function measured({ system, point, plan, seed, folder, interrupted }: TrialSetting): Promise<Outcome> {
  const topology = sweepNetwork(point, system === noVpn ? ["public", "public"] : plan.nats);
  const state = new NetworkState(topology, seed);
  const rulesets = rulesetsOf(state);
  await mkdir(join(folder, "capture"), { recursive: true });
  await using lab = await Lab.build({ topology, addresses: state.addresses, rulesets, seed, interrupted });
  await verifyRulesets(lab, rulesets, join(folder, "nft"));
  const wrong = (await proveLabNats(lab, state, seed)).flatMap(({ router, declared, measured }) =>
    compareNat(declared, measured).map((difference) => `${router}: ${difference}`),
  );
  if (wrong.length > 0)
    return { outcome: "inconclusive", why: `a NAT is not as declared: ${wrong.join("; ")}`, udp: [] };
  const overlay = await startOverlay(lab, state, system, folder);
  try {
    if (!(await isReached(lab, overlay))) return { outcome: "unreachable", why: "no ping was answered", udp: [] };
    if (system !== noVpn) await pathSettled(lab, overlay);
    const capture = join(folder, "capture");
    const filter = `udp dst port ${loadPort} or icmp`;
    await lab.startCaptures(capture, { nodes: ["alice", "bob"], ...tuned, filter });
    const run = await runLoads(lab, overlay, { ...plan, delay: point.delay });
    const counts = await lab.stopCaptures(capture);
    const link = linkOf((await lab.linkStats())["homeA"]);
    const dropped = Object.values(counts).reduce((sum, count) => sum + count.dropped, 0);
    if (dropped > 0) return { outcome: "inconclusive", why: `${dropped} packets were not captured`, udp: [], ...link };
    const [alice, bob] = await Promise.all(["alice", "bob"].map((node) => readAt(capture, node, overlay)));
    return { ...measuredOutcome(run, alice!, bob!, system === noVpn), ...link };
  } finally {
    await overlay.systems.end();
  }
}

/** Pure: what the captures of both overlay interfaces say. */
export function measuredOutcome(
  { idle, udp, tcp, atHelper }: LoadsRun,
  alice: readonly CapturedPacket[],
  bob: readonly CapturedPacket[],
  bare: boolean,
): Outcome {
  const flows = udp.map((one) => ({ ...measureUdp(one, alice, bob), pings: measurePings(alice, one.window) }));
  const arrived = flows.reduce((sum, flow) => sum + flow.arrived * datagramBytes, tcp.bytes);
  const path = bare ? undefined : pathOf(arrived, atHelper);
  return {
    outcome: "measured",
    ...(path !== undefined && { path }),
    idle: measurePings(alice, idle),
    udp: flows,
    tcp: { bitrate: tcp.time > 0 ? (tcp.bytes * 8000) / tcp.time : 0, pings: measurePings(alice, tcp.window) },
  };
}

/** The packets of a node's overlay interface. */
async function readAt(folder: string, node: string, { systems }: Overlay): Promise<readonly CapturedPacket[]> {
  const { device } = systems.overlay[node]!;
  const names = JSON.parse(await readFile(join(folder, "interfaces.json"), "utf8")) as Record<
    string,
    Record<string, string>
  >;
  const byIndex = new Map(Object.entries(names[node] ?? {}).map(([index, name]) => [Number(index), name]));
  if (![...byIndex.values()].includes(device)) throw new LabError(`the capture of ${node} does not name ${device}`);
  const records = readPcap(await readFile(join(folder, `${node}.pcap`)));
  return records.map((record) => dissect(record, node, byIndex)).filter((packet) => packet.interface === device);
}

function linkOf(stats: Awaited<ReturnType<Lab["linkStats"]>>[string] | undefined): Pick<SweepTrial, "link"> {
  if (stats === undefined) return {};
  const { up, down } = stats;
  const lost = up.lost + down.lost;
  // What overflowed was not lost by chance.
  const offered = lost + up.forwarded + down.forwarded;
  return { link: { lost: offered === 0 ? 0 : lost / offered, late: Math.max(up.late.p99, down.late.p99) } };
}
