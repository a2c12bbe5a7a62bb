import { expect, it } from "vitest";
import type { Note } from "../base/note.ts";
import { MemoryDatapath } from "../runtime/datapath/memory.ts";
import type { SupernodeAction } from "../supernode/action.ts";
import type { SupernodeEvent } from "../supernode/event.ts";
import { SupernodeHost } from "./supernode-host.ts";

it("a supernode answers from the address it was asked on, and leaves in good order", async () => {
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
