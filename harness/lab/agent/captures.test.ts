import { PassThrough } from "node:stream";
import { setImmediate as soon } from "node:timers/promises";
import { expect, it } from "vitest";
import { captureReady } from "../capture.ts";
import { Captures } from "./captures.ts";
import type { NodePrograms } from "./programs.ts";

const counters = "5 packets captured\n6 packets received by filter\n0 packets dropped by kernel\n";

it("reads the counters of a capture whose end is known before its last lines", async () => {
  const stderr = new PassThrough();
  let exit: (code: number) => void = () => undefined;
  const exited = new Promise<number>((resolve) => (exit = resolve));
  // The first process of any machine or container sleeps, as an idle capture does.
  const program = { pid: 1, stderr, exited };
  const programs = { start: () => Promise.resolve(program), kill: () => exit(0) } as unknown as NodePrograms;
  const captures = new Captures(programs);
  stderr.write(`${captureReady} any\n`);
  const nodes = ["alice"];
  await captures.start("/nowhere", nodes);
  const stopped = captures.stop();
  await exited;
  await soon();
  stderr.end(counters);
  await expect(stopped).resolves.toMatchObject({ alice: { captured: 5 } });
});
