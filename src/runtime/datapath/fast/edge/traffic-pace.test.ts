import { describe, expect, it } from "vitest";
import { parseMac } from "../../../../base/address/mac.ts";
import type { PeerTraffic } from "../../../../base/peer-traffic.ts";
import { tuned as timing } from "../../../../edge/timing.ts";
import { TrafficPace, tuned } from "./traffic-pace.ts";

const peer = parseMac("02:00:00:00:00:01")!;
const other = parseMac("02:00:00:00:00:02")!;
const heardFrom = { address: "192.0.2.1", port: 5000 };
const both: PeerTraffic = { peer, sent: 3, direct: 2, relayed: 0, heardFrom };
const sentOnly: PeerTraffic = { peer, sent: 1, direct: 0, relayed: 0 };

describe("the pace at which the machine is told", () => {
  it("tells of the first frames at once", () => {
    expect(new TrafficPace().tell([both], 0)).toEqual([both]);
  });

  it("keeps back what goes on as before, for a while, and loses nothing of it", () => {
    const pace = new TrafficPace();
    pace.tell([both], 0);
    for (let now = 100; now < tuned.routine; now += 100) expect(pace.tell([both], now)).toEqual([]);
    expect(pace.tell([both], tuned.routine)).toEqual([
      { ...both, sent: (3 * tuned.routine) / 100, direct: (2 * tuned.routine) / 100 },
    ]);
    expect(pace.tell([both], tuned.routine + 100)).toEqual([]);
  });

  it("tells often enough for a machine that doubts a path after so much silence", () => {
    expect(tuned.routine + tuned.window).toBeLessThan(timing.suspicion);
  });

  it("tells of a peer that is heard no more with that window, and before that when it was heard", () => {
    const pace = new TrafficPace();
    pace.tell([both], 0);
    pace.tell([both], 100);
    expect(pace.tell([sentOnly], 200)).toEqual([both, sentOnly]);
    expect(pace.tell([sentOnly], 300)).toEqual([]);
  });

  it("tells of a peer that comes another way, or from another socket", () => {
    const pace = new TrafficPace();
    pace.tell([both], 0);
    const relayed = { ...sentOnly, relayed: 1 };
    expect(pace.tell([relayed], 100)).toEqual([relayed]);
    const moved = { ...both, heardFrom: { ...heardFrom, port: 5001 } };
    expect(pace.tell([moved], 200)).toEqual([moved]);
    expect(pace.tell([both], 300)).toEqual([both]);
  });

  it("tells of a mentioned socket at once", () => {
    const pace = new TrafficPace();
    pace.tell([both], 0);
    const mentioned = { ...both, mentioned: { address: "198.51.100.7", port: 7 } };
    expect(pace.tell([mentioned], 100)).toEqual([mentioned]);
  });

  it("has told everything once a peer is quiet, and waits for nothing then", () => {
    const pace = new TrafficPace();
    const first = { ...both, peer: other };
    pace.tell([both, first], 0);
    pace.tell([both, first], 100);
    expect(pace.tell([both], 200)).toEqual([first]);
    expect(pace.isWaiting).toBe(true);
    expect(pace.tell([], 300)).toEqual([{ ...both, sent: 6, direct: 4 }]);
    expect(pace.isWaiting).toBe(false);
  });
});
