import { describe, expect, it } from "vitest";
import { Rig, supernode } from "../replay/rig.ts";

const overTcp = () => new Rig({ transport: "tcp", peerToPeer: false }).registered();

describe("a connection to the supernode that silently died", () => {
  it("is replaced as soon as the supernode counts as silent, before it is asked again", () => {
    const rig = overTcp();
    const start = rig.now;
    while (rig.done("reconnect").length === 0 && rig.now - start < 60_000) rig.wait(250);
    expect(rig.now - start).toBeLessThan(14_000);
    expect(rig.done("reconnect")).toEqual([{ kind: "reconnect", to: supernode }]);
    expect(rig.sent("REGISTER_SUPER")).toHaveLength(2);
  });

  it("is replaced again and again while there is no answer", () => {
    const rig = overTcp();
    rig.wait(60_000);
    expect(rig.done("reconnect").length).toBeGreaterThan(4);
  });

  it("is replaced at once when our address has changed", () => {
    const rig = overTcp();
    rig.feed({ kind: "roamed" });
    expect(rig.done("reconnect")).toEqual([{ kind: "reconnect", to: supernode }]);
    expect(rig.sent("REGISTER_SUPER")).toHaveLength(1);
  });

  it("does not exist over UDP", () => {
    const rig = new Rig().registered();
    rig.wait(60_000);
    rig.feed({ kind: "roamed" });
    expect(rig.done("reconnect")).toEqual([]);
  });
});
