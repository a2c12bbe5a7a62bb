import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, it, vi } from "vitest";
import { serveSignals, Signals, type Signal } from "./signalling.ts";

const here = (from: string) => ({ is: "here", from, session: `${from}-1` }) as const;

it("tells both nodes of each other, whoever comes first, and passes on messages for one of them", async () => {
  const server = serveSignals(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const heard: Record<string, Signal[]> = { alice: [], bob: [] };
  const [alice] = ["alice", "bob"].map(
    (name) => new Signals("127.0.0.1", port, here(name), (signal) => heard[name]!.push(signal)),
  ) as [Signals, Signals];
  await vi.waitFor(() => expect(heard).toEqual({ alice: [here("bob")], bob: [here("alice")] }));
  const offer = { is: "description", from: "alice", to: "bob", sdp: "v=0\r\n", type: "offer" } as const;
  alice.send(offer);
  alice.send({ ...offer, to: "nobody" });
  await vi.waitFor(() => expect(heard["bob"]).toEqual([here("alice"), offer]));
  expect(heard["alice"]).toHaveLength(1);
});
