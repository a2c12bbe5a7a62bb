import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { NetworkWatch } from "./watch.ts";

it("checks every second if the kernel does not notify", async () => {
  let looks = 0;
  using watch = new NetworkWatch(
    () => void looks++,
    0,
    () => -1,
  );
  expect(watch).toBeDefined();
  await expect.poll(() => looks, { timeout: 5000 }).toBeGreaterThan(0);
});

it("does not delay the exit of the program, however it ends", () => {
  const module = JSON.stringify(join(import.meta.dirname, "watch.ts"));
  const program = (end: string) =>
    `const { NetworkWatch } = await import(${module}); const watch = new NetworkWatch(() => undefined); ${end}`;
  for (const end of ["process.exit(3)", "watch[Symbol.dispose](); process.exitCode = 3"]) {
    const options = { timeout: 20_000, stdio: "pipe" } as const;
    const run = () =>
      execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program(end)], options);
    expect(run).toThrow(expect.objectContaining({ status: 3 }) as Error);
  }
});

// The packages start Node with two threads in its pool.
it.each([
  [2, 0, true],
  [2, 1, false],
  [4, 1, true],
  [1, 0, false],
])("of %d threads of the pool %d are held: the kernel notifies: %s", (threads, held, notifies) => {
  const module = JSON.stringify(join(import.meta.dirname, "watch.ts"));
  // proc(5), net/netlink: protocol 0, the groups in hexadecimal, and the socket's inode in the end.
  const program = `const { NetworkWatch } = await import(${module}); const { readFileSync, readdirSync, readlinkSync } = await import("node:fs");
const watch = new NetworkWatch(() => undefined, ${held});
const own = readdirSync("/proc/self/fd").flatMap((fd) => { try { return /^socket:\\[(.*)\\]$/.exec(readlinkSync("/proc/self/fd/" + fd))?.[1] ?? []; } catch { return []; } });
const rows = readFileSync("/proc/self/net/netlink", "utf8").trim().split("\\n").map((row) => row.trim().split(/ +/));
console.log(rows.some((row) => row[1] === "0" && row[3] === "00000151" && own.includes(row.at(-1))));
process.exit();`;
  const env = { ...process.env, UV_THREADPOOL_SIZE: String(threads) };
  const said = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], { env, encoding: "utf8", timeout: 20_000 }); // prettier-ignore
  expect(said.trim()).toBe(String(notifies));
});
