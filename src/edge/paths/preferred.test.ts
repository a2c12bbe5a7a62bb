import { describe, expect, it } from "vitest";
import { Rig } from "../replay/rig.ts";

const forwarded = { address: "198.51.100.7", port: 50001 };
const announced = (rig: Rig) => rig.sent("REGISTER_SUPER").map(({ message }) => message.socket);

describe("an edge whose port a router forwards", () => {
  it("announces the socket from its first registration", () => {
    const rig = new Rig().feed({ kind: "prefer", preferredSocket: forwarded }).feed({ kind: "start" });
    expect(announced(rig)).toEqual([forwarded]);
  });

  it("informs its supernode at once if that comes later, and when it ends", () => {
    const rig = new Rig().registered();
    rig.take();
    rig.feed({ kind: "prefer", preferredSocket: forwarded });
    expect(announced(rig)).toEqual([forwarded]);
  });

  it("stops announcing it when it ends", () => {
    const rig = new Rig().feed({ kind: "prefer", preferredSocket: forwarded }).registered();
    rig.take();
    rig.feed({ kind: "prefer", preferredSocket: undefined });
    expect(announced(rig)).toEqual([undefined]);
  });

  it("keeps looking for peers on the local network", () => {
    const rig = new Rig().feed({ kind: "prefer", preferredSocket: forwarded }).feed({ kind: "start" });
    expect(rig.sent().map(({ to }) => to)).toContain("group");
  });
});
