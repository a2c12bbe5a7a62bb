import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageOf } from "./bootstrap/debian-packages.mjs";
import { undeclaredCommands } from "./commands.ts";
import { tasks } from "./bootstrap/tasks.mjs";
import { sourceFiles } from "./source-files.ts";

const top = join(import.meta.dirname, "..");

describe("commands", () => {
  it("that anything here starts are on every Debian, or brought by the set-up", () => {
    const files = [...sourceFiles(".ts"), ...sourceFiles(".mjs")].filter((path) => !path.startsWith("ci/commands."));
    expect(files.length).toBeGreaterThan(500);
    expect(files.flatMap((file) => undeclaredCommands(file, readFileSync(join(top, file), "utf8")))).toEqual([]);
  });

  it("of every task have a package that brings them", () => {
    const all = Object.values(tasks as Record<string, { commands: readonly string[] }>).flatMap((one) => one.commands);
    expect(all).toContain("nft");
    expect([...new Set(all)].filter((name) => packageOf[name] === undefined)).toEqual([]);
  });

  it.each([
    ['spawn("socat", ["-"]);', "socat"],
    ['execFileSync("uptime");', "uptime"],
    ['await lab.exec("alice", ["sysctl", "-qw", "a=1"]);', "sysctl"],
    ['bench.router(["netstat", "-ln"]);', "netstat"],
    ["await lab.run(`ip link; pgrep -f edge`);", "pgrep"],
    ["run(`ip netns exec ${space} sysctl -qw a=1`);", "sysctl"],
    ['const script = "x=$(uptime) && echo $x";', "uptime"],
    ["const s = `\nset -e\ncurl http://x\n`;", "curl"],
  ])("are found in %s", (text, command) => {
    expect(undeclaredCommands("a.ts", text).map((undeclaredCommand) => undeclaredCommand.replace(/^.*: /, ""))).toEqual(
      [command],
    );
  });

  it.each([
    'spawn(process.execPath, ["x"]);',
    'lab.exec("alice", ["ip", "link"]);',
    'const text = "the host of a script, by its file name";',
    'it("asks the host; service by service", () => undefined);',
  ])("are not seen in %s", (text) => {
    expect(undeclaredCommands("a.ts", text)).toEqual([]);
  });
});
