import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { releaseUnused, untouchedFiles } from "./resident.ts";

const mapping = (head: string, anonymous = 0, dirty = 0): string =>
  `${head}\nSize: 8 kB\nPrivate_Dirty:         ${dirty} kB\nAnonymous:             ${anonymous} kB\nVmFlags: rd\n`;

it("only what is read from a file, privately, and was never written, leaves memory", () => {
  const smaps = [
    mapping("00400000-00402000 r--p 00000000 fe:00 12 /usr/bin/node"),
    mapping("00402000-00404000 r-xp 00002000 fe:00 12                        /usr/bin/with blank"),
    mapping("00404000-00406000 r--p 00004000 fe:00 12 /usr/bin/node", 4),
    mapping("00406000-00408000 r--p 00006000 fe:00 12 /usr/bin/node", 0, 4),
    mapping("00408000-0040a000 rw-p 00008000 fe:00 12 /usr/bin/node"),
    mapping("0040a000-0040c000 r--s 0000a000 fe:00 12 /run/shared"),
    mapping("0040c000-0040e000 r-xp 00000000 00:00 0 "),
    mapping("0040e000-00410000 r-xp 00000000 00:00 0 [vdso]"),
    mapping("7f0000000000-7f0000002000 rwxp 00000000 fe:00 12 /usr/bin/node"),
  ].join("");
  expect(untouchedFiles(smaps)).toEqual([
    { start: 0x400000, end: 0x402000 },
    { start: 0x402000, end: 0x404000 },
  ]);
});

it.skipIf(process.platform !== "linux")("this process goes on, with less in memory", async () => {
  const inFiles = () => Number(/^RssFile:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))![1]);
  const before = inFiles();
  await releaseUnused();
  expect(inFiles()).toBeLessThan(before);
  expect(JSON.parse(JSON.stringify({ works: [1, "two"] }))).toEqual({ works: [1, "two"] });
});
