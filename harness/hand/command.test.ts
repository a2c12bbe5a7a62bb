import { describe, expect, it } from "vitest";
import { changedLink, parseLink } from "../topology/link-spec.ts";
import { nat } from "../topology/nat/nat.ts";
import { handHelp, parseHandCommand } from "./command.ts";

describe("a line at the laboratory's prompt", () => {
  it.each([
    ["flush homeA", { kind: "flush", router: "homeA" }],
    ["reboot homeA", { kind: "reboot", router: "homeA", dark: 1000 }],
    ["  reboot homeA  300ms ", { kind: "reboot", router: "homeA", dark: 300 }],
    ["renumber homeA", { kind: "renumber", router: "homeA" }],
    ["become homeA full-cone", { kind: "change-nat", router: "homeA", nat: nat.fullCone }],
    ["unplug alice", { kind: "link-down", node: "alice" }],
    ["plug alice", { kind: "link-up", node: "alice" }],
    ["roam alice cafe", { kind: "roam", host: "alice", to: "cafe" }],
    ["readdress sn", { kind: "readdress", host: "sn" }],
    ["switch alice lte", { kind: "switch", host: "alice", to: "lte" }],
    ["part alice bob", { kind: "partition", a: "alice", b: "bob" }],
    ["heal alice bob", { kind: "heal", a: "alice", b: "bob" }],
  ])("%s", (line, event) => {
    expect(parseHandCommand(line)).toEqual({ is: "event", event });
  });

  it("changes only the values of a link that are named", () => {
    const built = parseLink({ delay: "10ms", rate: "1mbit", up: { jitter: "2ms" } });
    const changed = (line: string) => {
      const command = parseHandCommand(line);
      if (command?.is !== "link") throw new Error("another verb");
      return changedLink(built, command.changes);
    };
    expect(changed("link homeA loss=5%")).toEqual({
      up: { delay: 10, jitter: 2, loss: 0.05, rate: 1e6 },
      down: { delay: 10, jitter: 0, loss: 0.05, rate: 1e6 },
    });
    expect(changed("link homeA up.delay=20ms down.loss=1%")).toEqual({
      up: { delay: 20, jitter: 2, loss: 0, rate: 1e6 },
      down: { delay: 10, jitter: 0, loss: 0.01, rate: 1e6 },
    });
    expect(changed("link homeA down.loss=0.25")).toMatchObject({ up: { loss: 0 }, down: { loss: 0.25 } });
    expect(() => changed("link homeA loss=5")).toThrow(/5 is not a share of packets/);
    expect(() => changed("link homeA loss=1% delay=1ms loss=2%")).toThrow("link: loss is given twice");
    expect(changed("link homeA rate=none delay=3ms")).toMatchObject({ up: { delay: 3, jitter: 2 } });
    expect(changed("link homeA rate=none").down).not.toHaveProperty("rate");
    expect(changed("link homeA burst-loss=2%/5 reorder=1%/5ms queue=64kB").up).toMatchObject({
      burstLoss: { r: 0.2, h: 0, k: 1 },
      reorder: { share: 0.01, by: 5 },
      queue: { bytes: 64_000 },
    });
    expect(changed("link homeA preset=plain up.duplicate=1%")).toEqual({
      up: { delay: 0, jitter: 0, loss: 0, duplicate: 0.01 },
      down: { delay: 0, jitter: 0, loss: 0 },
    });
    expect(() => changed("link homeA preset=5g")).toThrow(/link: preset: no line "5g"; choose from plain/);
    expect(() => changed("link homeA up.preset=lte")).toThrow(/is not a change/);
    expect(() => changed("link homeA delay=fast")).toThrow(/not a duration/);
    expect(() => changed("link homeA up.delay=1ms")).toThrow(/jitter.*more than the delay/);
  });

  it.each(["link homeA los=5%", "link homeA loss", "link homeA side.loss=5%", "link homeA loss="])(
    "%s is refused",
    (line) =>
      expect(() => parseHandCommand(line)).toThrow(/is not a change; write delay=, jitter=, loss=, burst-loss=/),
  );

  it("quotes as a shell does", () => {
    const argv = (line: string) => (parseHandCommand(line) as { argv: readonly string[] }).argv;
    expect(argv(`run alice sh -c 'echo "a  b" | cat'`)).toEqual(["sh", "-c", `echo "a  b" | cat`]);
    expect(argv(String.raw`run alice echo "it's \"here\"" it\ is '' a'b'"c"`)).toEqual(["echo", `it's "here"`, "it is", "", "abc"]); // prettier-ignore
    expect(argv("run alice echo a#b # and no more")).toEqual(["echo", "a#b"]);
    expect(parseHandCommand("  # nothing")).toBeUndefined();
    expect(() => parseHandCommand("run alice echo 'half")).toThrow("unfinished quote or backslash: 'half");
    expect(() => parseHandCommand("run alice echo a\0b")).toThrow("a zero byte in the line");
  });

  it.each(["flush homeA homeB", "measure ful", "quit now", "part a b c"])("%s has a word too many", (line) => {
    expect(() => parseHandCommand(line)).toThrow(/^write: /);
  });

  it("says what would be right", () => {
    expect(() => parseHandCommand("flsh homeA")).toThrow("no verb flsh; did you mean flush?");
    expect(() => parseHandCommand("roam alice")).toThrow("write: roam HOST ROUTER");
    expect(() => parseHandCommand("become homeA full-cane")).toThrow(/did you mean full-cone/);
    expect(() => parseHandCommand("toString")).toThrow(/no verb/);
  });

  it("ignores an empty line, and lists every verb", () => {
    expect(parseHandCommand("  ")).toBeUndefined();
    for (const verb of ["flush", "reboot", "shell", "quit"]) expect(handHelp()).toContain(`  ${verb}`);
  });
});
