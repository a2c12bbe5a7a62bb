import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { compiled } from "../../ci/testing/compiled.ts";

const top = join(import.meta.dirname, "../..");
const words = [process.execPath, await compiled("harness/hand/cli.ts")] as const;
const hasScript = spawnSync("script", ["--version"]).status === 0;

describe("a laboratory by hand", () => {
  const folder = mkdtempSync(join(tmpdir(), "by-hand-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  function piped(verbs: string, ...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(words[0], [...words.slice(1), ...args], {
      input: verbs,
      encoding: "utf8",
      cwd: top,
      env: { ...process.env, INIT_CWD: folder },
      timeout: 60_000,
    });
    return { status, stdout, stderr };
  }

  it("runs commands from a file, with quotes, and keeps the other values of a link", { timeout: 60_000 }, () => {
    const verbs = `link homeA loss=5%\nrun alice sh -c 'echo "a  b"'\n# a comment\nbecome homeA full-cone\nmeasure\n`;
    const { status, stdout, stderr } = piped(verbs, "symmetric", "home");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("homeA: change the link to 10 ms loss 5 %\na  b\n");
    expect(stdout).toMatch(/homeA: full-cone.*, as measured/);
  });

  it.each([
    ["flsh homeA\nnodes\n", 64, /^natlab: line 1: no verb flsh; did you mean flush\?$/m],
    ["nodes\n\nflush homeC\n", 64, /^natlab: line 3: unknown router homeC/m],
    ["become homeA public\n", 64, /^natlab: line 1: homeA cannot stop translating: .* private addresses/m],
    ["shell alice\n", 64, /a shell needs a terminal; write: exec alice COMMAND/],
    ["run nobody true\n", 64, /unknown node nobody; choose from internet, sn, homeA/],
    ["run alice false\nnodes\n", 1, /^$/],
  ])("%j ends in %i", { timeout: 60_000 }, (verbs, code, message) => {
    const { status, stderr } = piped(verbs, "symmetric");
    expect(status).toBe(code);
    expect(stderr).toMatch(message);
  });

  it.each([
    ["measure full", "as measured"],
    ["reboot homeA 1h", "dark for"],
  ])("ends in the middle of %j on SIGTERM", { timeout: 60_000 }, async (verb, done) => {
    const child = spawn(words[0], [...words.slice(1), "home"], { cwd: top, stdio: ["pipe", "pipe", "pipe"] });
    const [shown, said] = [child.stdout, child.stderr].map((stream) => text(stream)) as [
      Promise<string>,
      Promise<string>,
    ];
    child.stdin.write(`${verb}\n`);
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([143, null]);
    expect(await said).toBe("natlab: interrupted by SIGTERM; every laboratory is down, nothing was kept\n");
    expect(await shown).not.toContain(done);
  });

  it("reads a file from the caller's folder", { timeout: 60_000 }, () => {
    const net = { name: "two", nodes: { sn: { kind: "host" }, bob: { kind: "host" } } };
    writeFileSync(join(folder, "net.json"), JSON.stringify(net));
    expect(piped("nodes\n", "net.json")).toMatchObject({ status: 0, stdout: expect.stringContaining("bob") as string });
    expect(piped("", "none.json")).toMatchObject({
      status: 64,
      stderr: expect.stringContaining("none.json") as string,
    });
  });

  it.skipIf(!hasScript)(
    "gives its terminal to a shell under the node's name, gets it back, and continues (needs script of util-linux)",
    { timeout: 90_000 },
    async () => {
      const terminal = new Terminal([...words, "symmetric", "home"], folder);
      await terminal.until(/lab> $/);
      terminal.type("shell alice\n");
      await terminal.until(/alice\$ $/);
      terminal.type("cat /proc/sys/kernel/hostname; pwd; ping -c 1 198.18.1.1 | grep received\n");
      await terminal.until(
        new RegExp(`\\r\\nalice\\r\\n${folder}\\r\\n1 packets transmitted, 1 received.*alice\\$ $`, "s"),
      );
      terminal.type("exit\n");
      await terminal.until(/lab> $/);
      terminal.type("run bob ping -i 0.2 198.18.1.1\n");
      await terminal.until(/bytes from.*bytes from/s);
      terminal.type("\x03");
      await terminal.until(/exit code 130\r\n.*lab> /s);
      terminal.type("half a line\x03");
      await terminal.until(/\^C\r\n.*lab> $/s);
      terminal.type("link homeA loss=5%\n");
      await terminal.until(/change the link to 10 ms loss 5 %/);
      terminal.type("\x04");
      expect(await terminal.code).toBe(0);
    },
  );
});

/** A program on its own pseudo-terminal, and its output since the last `type`. */
class Terminal {
  readonly code: Promise<number | null>;
  readonly #child;
  #shown = "";

  constructor(argv: readonly string[], folder: string) {
    const line = argv.map((word) => `'${word}'`).join(" ");
    const env = { ...process.env, INIT_CWD: folder, SHELL: "/bin/sh", TERM: "xterm" };
    this.#child = spawn("script", ["-qec", line, "/dev/null"], { cwd: top, env });
    this.#child.stdout.on("data", (chunk: Buffer) => (this.#shown += chunk.toString()));
    this.code = new Promise((resolve) => this.#child.once("close", resolve));
  }

  type(keys: string): void {
    this.#shown = "";
    this.#child.stdin.write(keys);
  }

  async until(shown: RegExp): Promise<void> {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(20)) {
      if (shown.test(stripVTControlCharacters(this.#shown))) return;
      if (this.#child.exitCode !== null) break;
    }
    this.#child.kill("SIGKILL");
    throw new Error(`not shown: ${shown}\n${JSON.stringify(this.#shown)}`);
  }
}
