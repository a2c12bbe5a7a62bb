import { describe, expect, it } from "vitest";
import { parseMac } from "../../../../base/address/mac.ts";
import type { PeerTraffic } from "../../../../base/peer-traffic.ts";
import { spec, tuned as timing } from "../../../../edge/timing.ts";
import { TrafficPace, tuned } from "./traffic-pace.ts";

const peer = parseMac("02:00:00:00:00:01")!;
const other = parseMac("02:00:00:00:00:02")!;
const heardFrom = { address: "192.0.2.1", port: 5000 };
const both: PeerTraffic = { peer, sent: 3, direct: 2, relayed: 0, heardFrom };
const sentOnly: PeerTraffic = { peer, sent: 1, direct: 0, relayed: 0 };
const heardOnly: PeerTraffic = { peer, sent: 0, direct: 1, relayed: 0, heardFrom };
const byRelay: PeerTraffic = { peer, sent: 3, direct: 0, relayed: 2 };

const times = (one: PeerTraffic, count: number): PeerTraffic => ({
  ...one,
  sent: one.sent * count,
  direct: one.direct * count,
  relayed: one.relayed * count,
});

describe("the pace of reports to the machine", () => {
  it("reports the first frames at once", () => {
    expect(new TrafficPace().tell([both], 0)).toEqual([both]);
  });

  it.each([
    ["direct traffic with answers", both, tuned.wellRoutine],
    ["traffic through the supernode", byRelay, tuned.routine],
  ])("delays reports of unchanged %s for a while, and loses none", (_, one, routine) => {
    const pace = new TrafficPace();
    pace.tell([one], 0);
    for (let now = 100; now < 100 + routine; now += 100) expect(pace.tell([one], now)).toEqual([]);
    expect(pace.tell([one], 100 + routine)).toEqual([times(one, routine / 100 + 1)]);
    expect(pace.tell([one], 200 + routine)).toEqual([]);
  });

  it("reports often enough for a machine that doubts a path, or the supernode, after some silence", () => {
    expect(tuned.routine + tuned.window).toBeLessThan(timing.suspicion);
    expect(tuned.routine + tuned.window).toBeLessThan(timing.quietRegister);
    expect(tuned.wellRoutine).toBeLessThan(spec.directValidity / 2);
  });

  it("tells of one of many that are overheard as often as of any that is relayed, and of all of them in time", () => {
    const pace = new TrafficPace();
    const macs = Array.from({ length: 20 }, (_, i) => parseMac(`02:00:00:00:01:${(i + 16).toString(16)}`)!);
    const overheard = macs.map((mac): PeerTraffic => ({ peer: mac, sent: 0, direct: 0, relayed: 0, overheard: 1 }));
    expect(pace.tell(overheard, 0)).toEqual(overheard);
    const reports: { readonly at: number; readonly batch: readonly PeerTraffic[] }[] = [];
    const end = 3 * tuned.wellRoutine;
    for (let at = 50; at <= end; at += 50) {
      const batch = pace.tell(at % tuned.window === 0 ? overheard : [], at);
      if (batch.length > 0) reports.push({ at, batch });
    }
    const gaps = reports.map(({ at }, i) => at - (reports[i - 1]?.at ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(tuned.routine + tuned.window);
    const events = reports.flatMap(({ batch }) => batch);
    for (const mac of macs) {
      const lastReport = reports.findLast(({ batch }) => batch.some(({ peer: one }) => one === mac))!.at;
      expect(end - lastReport).toBeLessThanOrEqual(tuned.wellRoutine + tuned.window);
    }
    expect(events.length).toBeLessThanOrEqual(macs.length * 3 + end / tuned.routine);
    const count = events.reduce((sum, { overheard: times = 0 }) => sum + times, 0);
    const left = pace.tell([], end + 2 * tuned.wellRoutine).reduce((sum, { overheard: times = 0 }) => sum + times, 0);
    expect(count + left).toBe(macs.length * (end / tuned.window));
  });

  it("reports unanswered frames after a window, after the answered ones", () => {
    const pace = new TrafficPace();
    pace.tell([both], 0);
    pace.tell([both], 100);
    expect(pace.tell([sentOnly], 200)).toEqual([]);
    expect(pace.due).toBe(200 + tuned.window);
    expect(pace.tell([sentOnly], 200 + tuned.window)).toEqual([both, times(sentOnly, 2)]);
    for (let now = 500; now < 500 + tuned.routine; now += 100) expect(pace.tell([sentOnly], now)).toEqual([]);
    expect(pace.tell([sentOnly], 500 + tuned.routine)).toEqual([times(sentOnly, 1 + tuned.routine / 100)]);
  });

  it("reports at once when something arrives again", () => {
    const pace = new TrafficPace();
    pace.tell([both], 0);
    pace.tell([sentOnly], 100);
    expect(pace.tell([], 100 + tuned.window)).toEqual([sentOnly]);
    expect(pace.tell([heardOnly], 400)).toEqual([heardOnly]);
  });

  it("does not report an answer that arrives in another window than the question", () => {
    const pace = new TrafficPace();
    pace.tell([both], 0);
    pace.tell([sentOnly], 1000);
    expect(pace.tell([heardOnly], 1100)).toEqual([]);
    pace.tell([sentOnly], 2000);
    expect(pace.tell([heardOnly], 2100)).toEqual([]);
    expect(pace.due).toBe(1000 + tuned.wellRoutine);
    expect(pace.tell([], pace.due)).toEqual([{ ...heardOnly, sent: 2, direct: 2 }]);
  });

  it("reports a peer that uses another path or socket", () => {
    const pace = new TrafficPace();
    pace.tell([both], 0);
    expect(pace.tell([byRelay], 100)).toEqual([byRelay]);
    const moved = { ...both, heardFrom: { ...heardFrom, port: 5001 } };
    expect(pace.tell([moved], 200)).toEqual([moved]);
    expect(pace.tell([both], 300)).toEqual([both]);
  });

  it("reports a socket given by a supernode at once", () => {
    const pace = new TrafficPace();
    pace.tell([both], 0);
    const mentioned = { ...both, mentioned: { address: "198.51.100.7", port: 7 } };
    expect(pace.tell([mentioned], 100)).toEqual([mentioned]);
  });

  it("reports at once a peer that was quiet for a while", () => {
    const pace = new TrafficPace();
    pace.tell([both], 0);
    expect(pace.tell([both], tuned.wellRoutine)).toEqual([both]);
  });

  it("reports many that are due at about the same time together", () => {
    const pace = new TrafficPace();
    const second = { ...both, peer: other };
    pace.tell([both, second], 0);
    pace.tell([both], 100);
    pace.tell([second], 100 + tuned.together);
    expect(pace.tell([], 100 + tuned.wellRoutine)).toEqual([both, second]);
  });

  it("has reported everything once all are quiet, and then waits for nothing", () => {
    const pace = new TrafficPace();
    const second = { ...both, peer: other };
    pace.tell([both, second], 0);
    pace.tell([both, second], 100);
    pace.tell([both], 200);
    expect(pace.tell([], pace.due)).toEqual([times(both, 2), second]);
    expect(pace.due).toBe(Infinity);
    expect(pace.tell([], 1e6)).toEqual([]);
  });
});
