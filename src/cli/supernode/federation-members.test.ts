import { expect, it, vi } from "vitest";
import type { Endpoint } from "../../base/address/endpoint.ts";
import { FederationMembers } from "./federation-members.ts";

it("members are resolved again by name; one that cannot be resolved keeps its address", async () => {
  vi.useFakeTimers();
  try {
    const names: Record<string, readonly string[]> = { one: ["192.0.2.1"], two: [] };
    const missing: string[] = [];
    const hosts = ["one", "two"].map((host) => ({ host, port: 7654 }));
    using members = new FederationMembers(
      hosts,
      async (host) => names[host]!,
      (host) => missing.push(host),
    );
    const first = await members.find();
    expect(first).toEqual([{ address: "192.0.2.1", port: 7654 }]);
    expect(missing).toEqual(["two"]);

    const moves: (readonly Endpoint[])[] = [];
    members.follow(first, (list) => moves.push(list));
    names["one"] = [];
    names["two"] = ["192.0.2.2"];
    await vi.advanceTimersByTimeAsync(30_000);
    expect(moves).toEqual([["192.0.2.1", "192.0.2.2"].map((address) => ({ address, port: 7654 }))]);
    await vi.advanceTimersByTimeAsync(299_000);
    names["one"] = ["192.0.2.9"];
    expect(moves).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(moves).toHaveLength(2);
    members[Symbol.dispose]();
    names["one"] = ["192.0.2.10"];
    await vi.advanceTimersByTimeAsync(600_000);
    expect(moves).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

it("others take their place at once, and only they are resolved again", async () => {
  vi.useFakeTimers();
  try {
    const asked: string[] = [];
    const address = (host: string) => ({ one: "192.0.2.1", two: "192.0.2.2" })[host]!;
    const resolve = (host: string) => {
      asked.push(host);
      return Promise.resolve([address(host)]);
    };
    using members = new FederationMembers([{ host: "one", port: 1 }], resolve, () => undefined);
    const moves: (readonly Endpoint[])[] = [];
    members.follow(await members.find(), (list) => moves.push(list));
    await members.use([{ host: "two", port: 2 }]);
    expect(moves).toEqual([[{ address: "192.0.2.2", port: 2 }]]);
    asked.length = 0;
    await vi.advanceTimersByTimeAsync(300_000);
    expect([asked, moves.length]).toEqual([["two"], 1]);
    await members.use([]);
    expect(moves.at(-1)).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
