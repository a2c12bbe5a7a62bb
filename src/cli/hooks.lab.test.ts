import { describe, expect, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

const supernode = `node ${dist}/supernode.cjs`;
const edge = `node ${dist}/edge.cjs`;
const common = "-c mynet -d n2n0 -f -v -t 0 -l 198.51.100.1:7654";

/** Writes who it runs as and what it receives, one line per run. */
const script = `#!/bin/sh
echo "$(id -u) $(env | grep ^N2N_ | sort | tr '\\n' ' ')" >> /run/received/$N2N_HOOK
`;

describe("hooks of an edge", () => {
  const prepared = async (context: Parameters<typeof Enclosure.forTest>[0]) => {
    const lab = await Enclosure.forTest(context);
    await lab.run(
      `mkdir -m 777 /run/received /run/names; cat > /run/hook <<'END'\n${script}END\nchmod 755 /run/hook; chmod 755 /run`,
    );
    await lab.start("sn", "sn", `${supernode} -f -v`);
    return lab;
  };
  const received = async (lab: Enclosure, hook: string) =>
    (await lab.run(`cat /run/received/${hook} 2> /dev/null`)).output.split("\n").filter((line) => line !== "");

  it("run when it is up, for each peer, for names, and at the end, with the rights that the edge keeps", async (context) => {
    const lab = await prepared(context);
    const all = "--on-up /run/hook --on-down /run/hook --on-peer /run/hook --on-hosts /run/hook";
    const a = await lab.start("a", "a", `${edge} ${common} -a 10.0.0.1 -I alice ${all} --hosts-file /run/names/n2n`);
    await expect.poll(() => received(lab, "up"), soon).toHaveLength(1);
    const b = await lab.start("b", "b", `${edge} ${common} -a 10.0.0.2 -I Bob`);
    await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
    await expect
      .poll(() => received(lab, "peer"), soon)
      .toContainEqual(expect.stringContaining("N2N_PEER_PATH=direct"));
    const names = async () => (await lab.run("grep -v '^#' /run/names/n2n")).output;
    await expect.poll(names, soon).toBe("10.0.0.1 alice.n2n.internal\n10.0.0.2 bob.n2n.internal");
    expect((await lab.run("stat -c %a /run/names/n2n")).output).toBe("644");
    await expect
      .poll(() => received(lab, "hosts"), soon)
      .toContainEqual(expect.stringContaining("N2N_HOSTS_FILE=/run/names/n2n"));
    await lab.stop(b);
    expect(await lab.stop(a)).toBe(0);
    expect(await received(lab, "down")).toHaveLength(1);
    expect((await lab.run("ls /run/names")).output).toBe("");

    const [up] = await received(lab, "up");
    expect(up).toContain("N2N_ADDRESS=10.0.0.1 N2N_COMMUNITY=mynet N2N_HOOK=up N2N_INTERFACE=n2n0 N2N_MAC=");
    const peer = (await received(lab, "peer")).find((line) => line.includes("direct"));
    expect(peer).toMatch(
      /N2N_PEER_ADDRESS=10\.0\.0\.2 .*N2N_PEER_NAME=bob N2N_PEER_PATH=direct N2N_PEER_SOCKET=198\.51\.100\.3:\d+ N2N_PEER_WHY=\w+/,
    );
    // In an ordinary user's laboratory there is no other user.
    if (process.getuid?.() === 0) expect(up).not.toMatch(/^0 /);
  });

  it("have the rights of the start when asked", async (context) => {
    const lab = await prepared(context);
    const options = "--on-up /run/hook --on-down /run/hook --hooks-as-root";
    const a = await lab.start("a", "a", `${edge} ${common} -a 10.0.0.1 ${options}`);
    await expect.poll(() => received(lab, "up"), soon).toEqual([expect.stringMatching(/^0 .*N2N_INTERFACE=n2n0/)]);
    expect(await lab.stop(a)).toBe(0);
    expect(await received(lab, "down")).toEqual([expect.stringMatching(/^0 /)]);
    expect((await lab.run("grep -l n2n-hook[s] /proc/[0-9]*/cmdline 2> /dev/null")).output).toBe("");
  });

  it("that fail are said once, and harm nothing", async (context) => {
    const lab = await prepared(context);
    const a = await lab.start("a", "a", `${edge} ${common} -a 10.0.0.1 --on-up /run/none --on-peer /bin/false`);
    await expect.poll(() => lab.log("a.log"), soon).toContain("a hook failed hook=--on-up");
    expect(await lab.log("a.log")).toContain("cannot start /run/none: no such program");
    await lab.start("b", "b", `${edge} ${common} -a 10.0.0.2 -I bob`);
    await expect.poll(lab.ping("a", "10.0.0.2"), soon).toBe(0);
    await expect
      .poll(() => lab.log("a.log"), soon)
      .toContain('a hook failed hook=--on-peer why="/bin/false ended with exit code 1"');
    expect(await lab.stop(a)).toBe(0);
  });
});
