import { describe, expect, it } from "vitest";
import { nat } from "../topology/nat.ts";
import { handHelp, parseHandCommand } from "./hand-command.ts";

describe("a line at the laboratory's prompt", () => {
  it.each([
    ["flush homeA", { kind: "flush", router: "homeA" }],
    ["reboot homeA", { kind: "reboot", router: "homeA", dark: 1000 }],
    ["  reboot homeA  300ms ", { kind: "reboot", router: "homeA", dark: 300 }],
    ["renumber homeA", { kind: "renumber", router: "homeA" }],
    ["become homeA full-cone", { kind: "change-nat", router: "homeA", nat: nat.fullCone }],
    ["down alice", { kind: "link-down", node: "alice" }],
    ["up alice", { kind: "link-up", node: "alice" }],
    ["roam alice cafe", { kind: "roam", host: "alice", to: "cafe" }],
    ["part alice bob", { kind: "partition", a: "alice", b: "bob" }],
    ["heal alice bob", { kind: "heal", a: "alice", b: "bob" }],
  ])("%s", (line, event) => {
    expect(parseHandCommand(line)).toEqual({ is: "event", event });
  });

  it("reads links as topologies do", () => {
    expect(parseHandCommand("link homeA delay=20ms loss=1%")).toMatchObject({
      event: { kind: "set-link", node: "homeA", link: { up: { delay: 20, loss: 0.01 } } },
    });
    expect(() => parseHandCommand("link homeA delay=fast")).toThrow(/not a duration/);
  });

  it("says what would be right", () => {
    expect(() => parseHandCommand("flsh homeA")).toThrow("no verb flsh; did you mean flush?");
    expect(() => parseHandCommand("roam alice")).toThrow("write: roam HOST ROUTER");
    expect(() => parseHandCommand("become homeA full-cane")).toThrow(/did you mean full-cone/);
    expect(() => parseHandCommand("toString")).toThrow(/no verb/);
  });

  it("takes an empty line for nothing, and lists every verb", () => {
    expect(parseHandCommand("  ")).toBeUndefined();
    for (const verb of ["flush", "reboot", "shell", "quit"]) expect(handHelp()).toContain(`  ${verb}`);
  });
});
