import { expect, it } from "vitest";
import { MemoryDatapath } from "./datapath/testing/memory.ts";
import type { Datagram } from "./datapath/datapath.ts";
import { TurnBatch } from "./turn-batch.ts";

it("hands a turn's datagrams over in one batch, in order, and once", () => {
  const batches: (readonly Datagram[])[] = [];
  const datapath = new MemoryDatapath();
  datapath.send = (batch) => void batches.push(batch);
  const outbox = new TurnBatch(datapath);
  const to = (port: number) => ({ remote: { address: "192.0.2.1", port }, bytes: new Uint8Array(1) });
  outbox.send(to(1));
  outbox.send(to(2));
  outbox.flush();
  outbox.flush();
  outbox.send(to(3));
  outbox.flush();
  expect(batches.map((batch) => batch.map(({ remote }) => remote.port))).toEqual([[1, 2], [3]]);
});
