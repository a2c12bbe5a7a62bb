import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { compiled } from "../../ci/testing/compiled.ts";

/** A program that waits forever, and prints when it is interrupted. */
const program = `
  import { interruption } from ${JSON.stringify(await compiled("harness/command-line/interrupt.ts"))};
  const signal = interruption();
  signal.addEventListener("abort", () => console.log(signal.reason.message));
  setInterval(() => undefined, 1000);
  console.log("ready");`;

function start(): { readonly child: ChildProcess; readonly heard: (word: string) => Promise<void> } {
  const argv = ["--input-type=module", "-e", program];
  const child = spawn(process.execPath, argv, {
    cwd: join(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", 2],
  });
  let text = "";
  child.stdout!.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const heard = async (word: string): Promise<void> => {
    while (!text.includes(word)) await once(child.stdout!, "data");
  };
  return { child, heard };
}

it("counts a Ctrl-C that arrives twice, and the end of the shell after it, as one", async () => {
  const { child, heard } = start();
  await heard("ready");
  child.kill("SIGINT");
  await heard("interrupted by SIGINT");
  child.kill("SIGINT");
  child.kill("SIGTERM");
  // Longer than one Ctrl-C takes to arrive twice.
  await sleep(1000);
  expect(child.exitCode).toBeNull();
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
});
