import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { labSession, parsedTranscript, recordedSession, steady } from "./session.ts";

const file = join(import.meta.dirname, "../../docs/terminal/lab.txt");
const hasScript = spawnSync("script", ["--version"]).status === 0;
const lacking = hasScript ? "" : " (script(1) not found: apt-get install bsdutils)";

it.skipIf(!hasScript)(`commands show what docs/terminal has of them${lacking}`, { timeout: 300_000 }, async () => {
  const firstLines = (all: ReturnType<typeof parsedTranscript>) =>
    all.map(({ typed, lines }) => [typed, steady(lines[0] ?? "")]);
  // To record it again: npx tsx ci/terminal/record.ts
  expect(firstLines(await recordedSession(labSession))).toEqual(
    firstLines(parsedTranscript(readFileSync(file, "utf8"))),
  );
});
