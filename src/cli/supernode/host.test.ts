import { connect } from "node:net";
import { once } from "node:events";
import { expect, it } from "vitest";
import type { Note } from "../../base/note.ts";
import { MemoryDatapath } from "../../runtime/datapath/testing/memory.ts";
import { StreamServer } from "../../runtime/stream/stream-server.ts";
import type { SupernodeAction } from "../../supernode/action.ts";
import type { SupernodeEvent } from "../../supernode/event.ts";
import { framed } from "../../wire/framing.ts";
import { SupernodeHost } from "./host.ts";

it("a supernode answers from the address it was asked on, and stops cleanly", async () => {
  const bytes = new Uint8Array([7]);
  const events: SupernodeEvent[] = [];
  const machine = {
    nextWake: () => undefined,
    handle(event: SupernodeEvent): readonly SupernodeAction[] {
      events.push(event);
      if (event.kind === "stop") return [{ kind: "stopped" }];
      if (event.kind !== "datagram") return [];
      return [
        { kind: "note", note: { level: "info", what: "asked" } },
        { kind: "send", to: event.from, ...(event.to && { source: event.to }), bytes },
      ];
    },
  };
  const datapath = new MemoryDatapath();
  const notes: Note[] = [];
  let stopped = 0;
  const host = new SupernodeHost(machine, {
    datapath,
    log: (note) => notes.push(note),
    stopped: () => stopped++,
    failed: (error) => {
      throw error;
    },
  });
  await host.start();
  const remote = { address: "192.0.2.7", port: 7 };
  const local = { address: "198.51.100.9", port: 7654 };
  datapath.receive({ remote, local, bytes }, { remote, bytes });
  expect(datapath.sent).toEqual([
    { remote, local, bytes },
    { remote, bytes },
  ]);
  expect(notes).toHaveLength(2);
  host.stop();
  expect(stopped).toBe(1);
  expect(events.map(({ kind }) => kind)).toEqual(["start", "datagram", "datagram", "stop"]);
});

it("a supernode answers on the connection it was asked on, and notices when it ends", async () => {
  const events: SupernodeEvent[] = [];
  const machine = {
    nextWake: () => undefined,
    handle(event: SupernodeEvent): readonly SupernodeAction[] {
      events.push(event);
      if (event.kind !== "datagram") return [];
      const { via } = event;
      return [
        { kind: "send", to: event.from, ...(via !== undefined && { via }), bytes: Uint8Array.of(9) },
        { kind: "close", via: via! },
      ];
    },
  };
  await using server = new StreamServer();
  const failed = (error: Error) => {
    throw error;
  };
  const settings = { datapath: new MemoryDatapath(), log: () => undefined, stopped: () => undefined, failed };
  const host = new SupernodeHost(machine, {
    ...settings,
    streams: { server, bind: { address: "127.0.0.1", port: 0 } },
  });
  await host.start();
  const client = connect(server.local!.port, "127.0.0.1");
  await once(client, "connect");
  const { localPort } = client;
  client.write(framed(Uint8Array.of(1, 2)));
  const [answer] = (await once(client, "data")) as [Uint8Array];
  expect([...answer]).toEqual([0, 1, 9]);
  await expect.poll(() => events.map(({ kind }) => kind)).toEqual(["start", "datagram", "closed"]);
  expect(events[1]).toMatchObject({ from: { address: "127.0.0.1", port: localPort }, to: server.local, via: 1 });
  host.members([{ address: "192.0.2.1", port: 7 }]);
  expect(events.at(-1)).toEqual({ kind: "members", members: [{ address: "192.0.2.1", port: 7 }] });
  host.reload({ fixed: new Map(), patterns: [] });
  expect(events.at(-1)).toEqual({ kind: "reload", communities: { fixed: new Map(), patterns: [] } });
});
