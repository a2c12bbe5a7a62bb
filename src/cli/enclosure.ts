import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { expect, vi } from "vitest";

export const top = join(import.meta.dirname, "../..");
export const dist = join(top, "dist");
export const soon = { timeout: 15_000, interval: 200 };

//  a ── 198.51.100.2 ──┐
//                      br0 in sn: 198.51.100.1 and .9
//  b ── 198.51.100.3 ──┘
const network = `
mount -t tmpfs none /run
mkdir -p /run/netns
for n in sn a b; do ip netns add $n; ip -n $n link set lo up; done
ip -n sn link add name br0 type bridge
ip -n sn link set br0 up
ip -n sn addr add 198.51.100.1/24 dev br0
ip -n sn addr add 198.51.100.9/24 dev br0
for n in a:2 b:3; do
  ip -n sn link add name v\${n%:*} type veth peer name eth0 netns \${n%:*}
  ip -n sn link set v\${n%:*} master br0 up
  ip -n \${n%:*} addr add 198.51.100.\${n#*:}/24 dev eth0
  ip -n \${n%:*} link set eth0 up
  ip -n \${n%:*} route add default via 198.51.100.1
done
run() { ns=$1; log=$2; shift 2; ip netns exec $ns "$@" > /run/$log 2>&1 & echo $!; }
`;

/** A shell in private mount, network and process namespaces: everything in it dies with it, however it dies. */
export class Enclosure {
  readonly #shell: ChildProcess;
  #output = "";
  #heard: () => void = () => undefined;

  constructor() {
    this.#shell = spawn("unshare", ["-mnp", "--fork", "--kill-child", "--mount-proc", "sh", "-s"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#shell.stdout!.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
      this.#heard();
    });
  }

  /** What the script printed, and the exit code of its last command. */
  async run(script: string): Promise<{ output: string; code: number }> {
    const end = /@@end (\d+)\n$/;
    this.#output = "";
    this.#shell.stdin!.write(`${script}\necho @@end $?\n`);
    while (!end.test(this.#output)) await new Promise<void>((resolve) => (this.#heard = resolve));
    const [line, code] = end.exec(this.#output)!;
    return { output: this.#output.slice(0, -line.length).trim(), code: Number(code) };
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#shell.once("exit", resolve));
    this.#shell.kill("SIGKILL");
    await gone;
  }

  /** The network of this file, and nothing on it yet. */
  async build(): Promise<this> {
    expect((await this.run(`set -e\n${network}\nset +e`)).code).toBe(0);
    return this;
  }

  async log(name: string): Promise<string> {
    return (await this.run(`cat /run/${name}`)).output;
  }

  /** Runs a daemon until it says that it is ready; its process id. */
  async start(namespace: string, name: string, command: string): Promise<number> {
    const { output } = await this.run(`: > /run/${name}.log; run ${namespace} ${name}.log ${command}`);
    await vi.waitFor(async () => expect(await this.log(`${name}.log`)).toContain(" ready "), soon);
    return Number(output);
  }

  /** The exit code. */
  async stop(pid: number): Promise<number> {
    return (await this.run(`kill -TERM ${pid}; wait ${pid}`)).code;
  }

  ping(from: string, to: string): () => Promise<number> {
    return async () => (await this.run(`ip netns exec ${from} ping -c 1 -W 1 ${to} > /dev/null`)).code;
  }
}
