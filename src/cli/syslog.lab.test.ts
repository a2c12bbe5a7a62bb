import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dist, Enclosure, soon } from "./testing/enclosure.ts";

/**
 * A private /dev, so that no other program of this machine writes to this test's log. Not sticky as tmpfs is by default: an
 * ordinary user's devices belong to nobody, and a shell's `>` may not open those in a sticky folder (fs.protected_regular).
 */
const privateDev = `
mkdir /run/dev && mount --rbind /dev /run/dev && mount -t tmpfs -o mode=755 none /dev && mkdir /dev/net
for n in null zero random urandom net/tun; do touch /dev/$n && mount --bind /run/dev/$n /dev/$n; done
`;

const hasBusybox = spawnSync("busybox", ["syslogd", "--help"]).status === 0;

/** Against a real syslogd: busybox has one. */
describe.runIf(hasBusybox)("daemons in the background", () => {
  let lab: Enclosure;
  const startLog = async (): Promise<number> => {
    const { output } = await lab.run("busybox syslogd -n -O /run/messages > /dev/null 2>&1 & echo $!");
    await expect.poll(async () => (await lab.run("test -S /dev/log")).code, soon).toBe(0);
    return Number(output);
  };
  const messages = async () => (await lab.run("cat /run/messages")).output;

  beforeEach(async () => {
    lab = await new Enclosure().build();
    expect((await lab.run(`set -e\n${privateDev}\nset +e`)).code).toBe(0);
  });
  afterEach(() => lab.close());

  it("write to the system's log, and reconnect after it was restarted", async () => {
    const syslogd = await startLog();
    const start = `ip netns exec sn node ${dist}/supernode.cjs -v --pid-file /run/sn.pid`;
    expect((await lab.run(start)).code).toBe(0);
    const { output: pid } = await lab.run("cat /run/sn.pid");
    const ready = new RegExp(`daemon\\.notice supernode\\[${pid}\\]: ready socket=0\\.0\\.0\\.0:7654`);
    await expect.poll(messages, soon).toMatch(ready);

    await lab.run(`kill ${syslogd}; wait ${syslogd}; rm -f /dev/log /run/messages`);
    await startLog();
    await lab.run(`kill -TERM ${pid}`);
    await expect.poll(messages, soon).toMatch(new RegExp(`daemon\\.notice supernode\\[${pid}\\]: stopped`));
  });

  const start = (name: string) =>
    `ip netns exec a node ${dist}/edge.cjs -c ${name} -k geheim -d ${name} -a 10.0.0.1 -l 198.51.100.1:7654 -t 0`;
  const said = async (command: string) => (await lab.run(command)).output;
  const warnings = async (file: string) => (await said(`grep -c "the key given with -k was visible" ${file}`)).trim();

  it("leave standard output to scripts, and warn once on standard error and once in the log", async () => {
    await lab.run("rm -f /dev/log /run/messages");
    await startLog();
    expect((await lab.run(`${start("n2n1")} > /run/out 2> /run/err`)).code).toBe(0);
    await expect.poll(messages, soon).toMatch(/edge\[\d+\]: ready device=n2n1/);
    expect(await said("cat /run/out")).toBe("");
    expect(await warnings("/run/err")).toBe("1");
    expect(await warnings("/run/messages")).toBe("1");
    expect(await said("cat /run/err")).not.toContain("ready");
  });

  it("write to standard error if it is a file and there is no log", async () => {
    await lab.run("rm -f /dev/log");
    expect((await lab.run(`${start("n2n2")} > /run/out 2> /run/err`)).code).toBe(0);
    expect(await said("cat /run/out")).toBe("");
    expect(await said("cat /run/err")).toMatch(/NORMAL ready device=n2n2/);
    expect(await warnings("/run/err")).toBe("1");
  });

  it("keep running where there is none", async () => {
    await lab.run("rm -f /dev/log");
    const start = `ip netns exec a node ${dist}/edge.cjs -c mynet -d n2n0 -a 10.0.0.1 -l 198.51.100.1:7654`;
    expect((await lab.run(start)).code).toBe(0);
    expect((await lab.run("ip netns exec a ip link show n2n0")).code).toBe(0);
  });
});
