import { afterEach, describe, expect, it, vi } from "vitest";
import type { IpNet } from "../../base/address/endpoint.ts";
import type { Note } from "../../base/note.ts";
import { InterfaceWatch, type InterfaceState, type InterfaceWishes } from "./interface-watch.ts";

const address = { address: "10.50.0.1", prefix: 24 };
const another = { address: "10.50.0.9", prefix: 24 };
const wishes = { device: "n2n0", mac: "02:00:00:00:00:01", mtu: 1290, address };
const right: InterfaceState = { mac: wishes.mac, mtu: 1290, isUp: true, addresses: [address] };

/** An interface that the test changes, and the watch's notes and actions. */
function watched({ mayRestore = true, ...wanted }: Partial<InterfaceWishes> & { mayRestore?: boolean } = {}) {
  let state: InterfaceState | undefined = right;
  const notes: Note[] = [];
  const followed: IpNet[] = [];
  const restored: string[] = [];
  const watch = new InterfaceWatch(
    { ...wishes, ...wanted },
    {
      note: (note) => void notes.push(note),
      addressed: (given) => void followed.push(given),
      restore: (mac) => {
        restored.push(mac);
        if (mayRestore) state = { ...state!, mac };
        return mayRestore;
      },
    },
    () => state,
  );
  const becomes = (change: Partial<InterfaceState> | "gone") => {
    state = change === "gone" ? undefined : { ...(state ?? right), ...change };
    watch.check();
    return notes.splice(0).map(({ level, what }) => `${level}: ${what}`);
  };
  return { becomes, followed, restored, watch };
}

describe("an interface that is changed from outside", () => {
  afterEach(() => void vi.useRealTimers());

  it("causes no notes while it is as it should be", () => {
    expect(watched().becomes({})).toEqual([]);
  });

  it.each<[string, Partial<InterfaceState>, string, string]>([
    ["down", { isUp: false }, "the interface is down", "the interface is up again"],
    ["MTU", { mtu: 9000 }, "the interface has another MTU", "the interface has another MTU"],
  ])("%s: one warning when it changes, and a note when it is right again", (_name, change, bad, good) => {
    const { becomes } = watched();
    expect(becomes(change)).toEqual([`warning: ${bad}`]);
    expect(becomes(change)).toEqual([]);
    expect(becomes(right)).toEqual([`normal: ${good}`]);
  });

  it("MAC: is restored, with a warning, because it is the edge's identity", () => {
    const { becomes, restored } = watched();
    const warning = "warning: the interface was given another MAC address; its own was restored";
    expect(becomes({ mac: "02:00:00:00:00:99" })).toEqual([warning]);
    expect(restored).toEqual([wishes.mac]);
    expect(becomes({})).toEqual([]);
    // A program that keeps changing it is not fought in a loop.
    for (let i = 0; i < 20; i++) becomes({ mac: "02:00:00:00:00:99" });
    expect(restored).toHaveLength(1);
  });

  it("MAC: is restored a little later if it was just restored, without another notification", () => {
    vi.useFakeTimers();
    const { becomes, restored } = watched();
    becomes({ mac: "02:00:00:00:00:99" });
    for (let i = 0; i < 3; i++) becomes({ mac: "02:00:00:00:00:88" });
    vi.advanceTimersByTime(4900);
    expect(restored).toHaveLength(1);
    vi.advanceTimersByTime(200);
    expect(restored).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(restored).toHaveLength(2);
  });

  it("MAC: is reported if it cannot be restored", () => {
    const { becomes } = watched({ mayRestore: false });
    expect(becomes({ mac: "02:00:00:00:00:99" })).toEqual(["warning: the interface has another MAC address"]);
  });

  it("address: a changed one is adopted, also back again, but an additional one is not", () => {
    const { becomes, followed } = watched();
    expect(becomes({ addresses: [another, address] })).toEqual([]);
    expect(becomes({ addresses: [another] })).toEqual(["normal: following the interface"]);
    expect(becomes({ addresses: [address] })).toEqual(["normal: following the interface"]);
    expect(followed).toEqual([another, address]);
  });

  it("address: none is one warning; while the interface is down, it still counts as having one", () => {
    const { becomes, followed } = watched();
    expect(becomes({ addresses: [] })).toEqual(["warning: the interface has no address"]);
    expect(becomes({})).toEqual([]);
    expect(becomes({ addresses: [address] })).toEqual([]);
    expect(becomes({ isUp: false, addresses: [] })).toEqual(["warning: the interface is down"]);
    expect(becomes({ isUp: true, addresses: [address] })).toEqual(["normal: the interface is up again"]);
    expect(followed).toEqual([]);
  });

  it("address: a DHCP client's is adopted, and so is its next one", () => {
    const { becomes, followed } = watched({ address: undefined } as object);
    becomes({ addresses: [another] });
    expect(followed).toEqual([address, another]);
  });

  it("address: one set by the edge itself is not a change from outside", () => {
    const { becomes, followed, watch } = watched();
    watch.expect(another);
    expect(becomes({ addresses: [another] })).toEqual([]);
    expect(followed).toEqual([]);
  });

  it("name: a note when the name is gone, and when it is back", () => {
    const { becomes } = watched();
    expect(becomes("gone")).toEqual(["warning: the interface no longer exists under this name"]);
    expect(becomes("gone")).toEqual([]);
    expect(becomes({})).toEqual(["normal: the interface has its name again"]);
  });
});
