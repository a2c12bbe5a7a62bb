import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { hookLimits } from "./own-hook.ts";
import type { HookFacts, HookFault, RunHook } from "./hook-queue.ts";

/**
 * Runs hooks with the rights that this process had when it was made: a child keeps them. It is given the hook to run
 * and the environment, one line each, so everything in a line must be plain: a value that is not becomes empty. The
 * commands themselves are given at its start, when the operator alone has had a say.
 */
export class RootHooks implements Disposable {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<string, (fault: HookFault) => void>();
  #isOver = false;
  #number = 0;

  constructor(commands: Readonly<Record<string, readonly string[]>>) {
    const named = Object.fromEntries(
      Object.entries(commands).map(([name, words]) => [`N2N_HOOK_${name}`, words.join(" ")]),
    );
    const env = { PATH: process.env["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin", ...named };
    const seconds = String(hookLimits.time / 1000);
    this.#child = spawn("sh", ["-c", script, "n2n-hooks", seconds], {
      env,
      cwd: "/",
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
    });
    const lost = () => this.#lost();
    this.#child.once("error", lost).once("exit", lost);
    this.#child.stdin?.on("error", () => undefined);
    this.#child.unref();
    (this.#child.stdin as unknown as { unref(): void } | undefined)?.unref();
    const answers = this.#child.stdout!;
    (answers as unknown as { unref(): void }).unref();
    createInterface({ input: answers }).on("line", (line) => this.#answered(line));
  }

  hook(name: string): RunHook {
    return (facts) =>
      new Promise((resolve) => {
        if (this.#isOver) return resolve("the process that runs hooks has ended");
        const number = String(++this.#number);
        this.#waiting.set(number, resolve);
        this.#child.stdin?.write(`${[number, name, ...plainFacts(facts)].join(" ")}\n`);
      });
  }

  [Symbol.dispose](): void {
    this.#child.stdin?.end();
  }

  #answered(line: string): void {
    const [number = "", code] = line.split(" ");
    const resolve = this.#waiting.get(number);
    this.#waiting.delete(number);
    resolve?.(
      code === "0" ? undefined : code === "124" ? "it took too long and was ended" : `it ended with exit code ${code}`,
    );
  }

  #lost(): void {
    this.#isOver = true;
    for (const resolve of this.#waiting.values()) resolve("the process that runs hooks has ended");
    this.#waiting.clear();
  }
}

/** `NAME=value`, of characters that mean nothing to a shell's word splitting, and no patterns. */
export const plainFacts = (facts: HookFacts): readonly string[] =>
  Object.entries(facts).map(([name, value]) => `${name}=${/^[A-Za-z0-9_.:/@+,[\]-]*$/.test(value) ? value : ""}`);

/** Nothing of a line is evaluated: words are split at blanks, without patterns (`set -f`), and go to env(1). */
const script = `trap "" INT TERM HUP
set -f
unset N2N_HOOK
while read -r number name facts; do
  case "$name" in
    up) command=$N2N_HOOK_up ;; down) command=$N2N_HOOK_down ;;
    peer) command=$N2N_HOOK_peer ;; hosts) command=$N2N_HOOK_hosts ;; *) continue ;;
  esac
  timeout -k 1 "$1" env -i PATH="$PATH" $facts $command < /dev/null > /dev/null 2>&1
  echo "$number $?"
done`;
