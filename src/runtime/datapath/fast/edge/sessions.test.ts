import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ReplayWindow } from "../../../../seal/stamps/replay-window.ts";
import { SharedCounter } from "../../../../seal/stamps/shared-counter.ts";
import { liveSessions } from "./testing/authentic.ts";
import {
  builtCore,
  community,
  direct,
  directSocket,
  ForwarderBench,
  own,
  relayed,
  supernode,
  type Way,
} from "./testing/bench.ts";
import { pattern } from "./testing/frames.ts";
import { noOffload, withVirtio } from "./testing/offload.ts";
import { drops, removePeer, setPeer, setRelay } from "./table.ts";

const rules = { routing: true, acceptMulticast: false };
const requested: Way = { name: "requested", transform: "aes", key: "secret", authentic: [direct] };
const required: Way = { ...requested, authentic: [direct, relayed] };

let core: ReturnType<typeof builtCore>;
let bench: ForwarderBench;
beforeAll(() => void (core = builtCore()), 60_000);
beforeEach(() => void (bench = new ForwarderBench(core, requested, rules)));

const frame = (to = direct) => {
  const bytes = pattern(100);
  bytes.set(to.split(":").map((part) => parseInt(part, 16)));
  bytes.set([0x88, 0xb5], 12);
  return bytes;
};
const sendFrame = (to = direct) => {
  bench.ports.frames.push(withVirtio(noOffload, frame(to)));
  bench.forwarder.fromTap();
};
const arrive = (bytes: Uint8Array, from = directSocket) => {
  bench.ports.datagrams.push({ from, bytes });
  while (bench.forwarder.fromNetwork());
};
const up = () => bench.forwarder.takeUp();
const sentTransforms = () => bench.ports.sent.map(({ bytes }) => bytes[37]);
const ordinary = (source = direct) => {
  const other = new ForwarderBench(core, { ...requested, authentic: [] }, rules);
  return other.packet(frame(own), source, own, source === relayed ? {} : undefined);
};

describe("frames of authenticated peers", () => {
  it("leave sealed only under our session, beside the ordinary ones of others", () => {
    for (const to of [direct, relayed, direct]) sendFrame(to);
    expect(sentTransforms()).toEqual([65, 3, 65]);
    expect(up()).toBeUndefined();
  });

  it("are not accepted in the ordinary transform: the machine decides", () => {
    arrive(ordinary());
    expect(up()?.datagrams).toHaveLength(1);
    expect(bench.ports.written).toEqual([]);
  });

  it("are refused if any byte was modified, and then their peer does not count as heard", () => {
    const whole = bench.packet(frame(own), direct, own);
    for (let at = 38 + 9; at < whole.length; at++) {
      const changed = Uint8Array.from(whole);
      changed[at]! ^= 1;
      arrive(changed);
    }
    expect(drops(bench.core)).toMatchObject({ unsealed: whole.length - 47, replayed: 0 });
    expect([bench.ports.written.length, bench.core.call.dirtyCount()]).toEqual([0, 0]);
    arrive(whole);
    expect([bench.ports.written.length, bench.core.call.dirtyCount()]).toEqual([1, 1]);
  });

  it("are accepted once, also if the machine accepted them", () => {
    const [first, second] = [0, 1].map(() => bench.packet(frame(own), direct, own));
    bench.authentic.peers.get(direct)!.window.take(1);
    for (const bytes of [first!, first!, second!]) arrive(bytes);
    expect(drops(bench.core)).toMatchObject({ unsealed: 0, replayed: 2 });
    expect(bench.ports.written).toHaveLength(1);
  });

  it("of another session go to the machine", () => {
    const bytes = bench.packet(frame(own), direct, own);
    const [, { key }] = [...bench.authentic.peers][0]!;
    bench.forwarder.sessions!.authentic(direct, { id: new Uint8Array(8), key, window: new ReplayWindow() });
    arrive(bytes);
    expect(up()?.datagrams).toHaveLength(1);
  });

  it("stay authenticated if the peer changes its path, or returns to the table", () => {
    const { sessions } = bench.forwarder;
    sessions!.placed(direct, -1);
    removePeer(bench.core, direct);
    sendFrame();
    expect(up()?.frames).toHaveLength(1);
    sessions!.placed(direct, setPeer(bench.core, direct, undefined));
    sendFrame();
    expect(bench.ports.sent.map(({ to }) => to)).toEqual([supernode]);
    expect(sentTransforms()).toEqual([65]);
  });

  it("are ordinary again once the machine decides so", () => {
    bench.forwarder.sessions!.authentic(direct, undefined);
    sendFrame();
    arrive(ordinary());
    expect(sentTransforms()).toEqual([3]);
    expect(bench.ports.written).toHaveLength(1);
  });

  it("go to the machine when our session has no counters left, until it begins another", () => {
    const { own: session } = liveSessions(community, own, []);
    bench.forwarder.sessions!.own({ ...session, counter: new SharedCounter(2) });
    for (let i = 0; i < 4; i++) sendFrame();
    // The third one revealed it.
    expect([bench.ports.sent.length, bench.counters.refused, up()?.frames.length]).toEqual([2, 1, 1]);
    bench.forwarder.sessions!.own(session);
    sendFrame();
    expect(sentTransforms()).toEqual([65, 65, 65]);
  });
});

describe("where authentication is required", () => {
  beforeEach(() => {
    bench = new ForwarderBench(core, required, rules);
    bench.forwarder.sessions!.authentic(relayed, undefined);
  });

  it("no frame leaves in the ordinary transform", () => {
    sendFrame(relayed);
    expect(bench.ports.sent).toEqual([]);
    expect(up()?.frames).toHaveLength(1);
  });

  it("none is accepted in it", () => {
    setRelay(bench.core, supernode);
    arrive(ordinary(relayed), supernode);
    expect(bench.ports.written).toEqual([]);
    expect(up()?.datagrams).toHaveLength(1);
  });
});
