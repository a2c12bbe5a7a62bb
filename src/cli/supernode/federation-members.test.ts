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
