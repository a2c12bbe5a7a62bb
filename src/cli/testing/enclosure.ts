import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { expect, vi, type TestContext } from "vitest";

export const top = join(import.meta.dirname, "../../..");
export const dist = join(top, "dist");
export const soon = { timeout: 15_000, interval: 200 };

//  a ── 198.51.100.2 ──┐
//                      br0 in sn: 198.51.100.1 and .9
//  b ── 198.51.100.3 ──┘
const network = `
mount -t tmpfs none /run
mkdir -p /run/netns /run/bin
# Where every user may start it, wherever it is installed.
touch /run/bin/node
mount --bind '${process.execPath}' /run/bin/node
PATH=/run/bin:$PATH
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

const namespaces = ["unshare", "-mnp", "--fork", "--kill-child", "--mount-proc"];

/**
 * A shell in private mount, network and process namespaces: everything in it dies with it, however it dies. Create
 * one for each test, so that leftovers of a failed test disturb no other.
 */
export class Enclosure {
  readonly #shell: ChildProcess;
  #output = "";
  #errors = "";
  #over = false;
  #heard: () => void = () => undefined;

  constructor() {
    const PATH = `${process.env["PATH"]}:/usr/sbin:/sbin`;
    this.#shell = spawn("sh", [join(top, "ci/rooted.sh"), ...namespaces, "sh", "-s"], {
      env: { ...process.env, PATH, LC_ALL: "C", STATE_DIRECTORY: "/run/n2n" },
    });
    this.#shell.stdin!.on("error", () => undefined);
    this.#shell.stdout!.setEncoding("utf8").on("data", (text: string) => {
      this.#output += text;
      this.#heard();
    });
    this.#shell.stderr!.setEncoding("utf8").on("data", (text: string) => {
      process.stderr.write(text.replaceAll("@@end\n", ""));
      this.#errors += text;
      this.#heard();
    });
    const end = () => {
      this.#over = true;
      this.#heard();
    };
    this.#shell.once("close", end).once("error", end);
  }

  /**
   * What the script printed, and the exit code of its last command. Throws if the shell ended meanwhile or did not
   * find a command of the script.
   */
  async run(script: string): Promise<{ output: string; code: number }> {
    const end = /@@end (\d+)\n$/;
    [this.#output, this.#errors] = ["", ""];
    this.#shell.stdin!.write(`${script}\necho @@end $?; echo @@end >&2\n`);
    while (!this.#over && !(end.test(this.#output) && this.#errors.includes("@@end\n"))) {
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
    if (this.#over) throw new Error(`the shell ended: ${this.#errors}`);
    const missing =
      /^.*: (command )?not found$/m.exec(this.#errors) ?? /^.*exec of ".*" failed: No such file.*$/m.exec(this.#errors);
    if (missing !== null) throw new Error(`a command cannot be started: ${missing[0]}`);
    const [line, code] = end.exec(this.#output)!;
    return { output: this.#output.slice(0, -line.length).trim(), code: Number(code) };
  }

  async close(): Promise<void> {
    if (this.#over) return;
    // Resolves only once its pipes are closed, which every process in it holds.
    const gone = new Promise((resolve) => this.#shell.once("close", resolve));
    this.#shell.kill("SIGKILL");
    await gone;
  }

  /** The network above, until the test ends. For tests that run side by side. */
  static forTest({ onTestFinished }: Pick<TestContext, "onTestFinished">): Promise<Enclosure> {
    const enclosure = new Enclosure();
    onTestFinished(() => enclosure.close());
    return enclosure.build();
  }

  /** The network above, without programs. */
  async build(): Promise<this> {
    try {
      expect((await this.run(`set -e\n${network}\nset +e`)).code).toBe(0);
      return this;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async log(name: string): Promise<string> {
    return (await this.run(`cat /run/${name}`)).output;
  }

  /** Starts a daemon, waits until it is ready, and returns its process id. */
  async start(namespace: string, name: string, command: string): Promise<number> {
    const { output } = await this.run(`: > /run/${name}.log; run ${namespace} ${name}.log ${command}`);
    await vi.waitFor(async () => expect(await this.log(`${name}.log`)).toContain(" ready "), soon);
    return Number(output);
  }

  /** The exit code. */
  async stop(pid: number): Promise<number> {
    return (await this.run(`kill -TERM ${pid}; wait ${pid}`)).code;
  }

  /** 0 = answered, 1 = not, as ping(8) returns; 2 if there is no route at all. */
  ping(from: string, to: string): () => Promise<number> {
    return async () => (await this.run(`ip netns exec ${from} ping -c 1 -W 1 ${to} > /dev/null`)).code;
  }
}
