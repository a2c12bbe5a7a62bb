import { PassThrough, Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { Printer } from "./printer.ts";

/** Stores the text of each call. */
function kept() {
  const calls: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      calls.push(chunk.toString());
      done();
    },
  });
  return { calls, printer: new Printer(stream) };
}

it("writes everything of one turn at once, and does not wait for more", async () => {
  const { calls, printer } = kept();
  for (const text of ["a", "b", "c"]) await printer.print(text);
  expect(calls).toEqual([]);
  await turn();
  await turn();
  expect(calls).toEqual(["abc"]);
});

it("writes all of a large output, in large pieces", async () => {
  const { calls, printer } = kept();
  for (let i = 0; i < 10_000; i++) await printer.print(`${"x".repeat(99)}\n`);
  await printer.flush();
  expect(calls.join("").length).toBe(1e6);
  expect(calls.length).toBeLessThan(20);
});

it("waits for a slow reader", async () => {
  const slow = new PassThrough({ highWaterMark: 10 });
  const printer = new Printer(slow);
  let done = false;
  const printed = printer.print("x".repeat(100_000)).then(() => (done = true));
  await turn();
  expect(done).toBe(false);
  slow.resume();
  await printed;
});

it("rejects when the reader is gone", async () => {
  const gone = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error("x"), { code: "EPIPE" })),
  });
  gone.on("error", () => undefined);
  const printer = new Printer(gone);
  await printer.print("a");
  await turn();
  await turn();
  await expect(printer.flush()).rejects.toMatchObject({ code: "EPIPE" });
});
