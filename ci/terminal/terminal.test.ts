import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { labVerbs } from "../../harness/hand/verbs/verbs.ts";
import { terminalPicture } from "./picture.ts";
import { labSession, parsedTranscript, steady, transcript } from "./session.ts";

const folder = join(import.meta.dirname, "../../docs/terminal");
const text = readFileSync(join(folder, "lab.txt"), "utf8");

describe("the recorded terminal", () => {
  it("has every verb", () => {
    const shown = new Set(labSession.map((typed) => typed.split(" ")[0]));
    expect(Object.keys(labVerbs).filter((verb) => !shown.has(verb))).toEqual([]);
  });

  it("is of this session, and without a path or an error", () => {
    expect(parsedTranscript(text).map(({ typed }) => typed)).toEqual(labSession);
    expect(transcript(parsedTranscript(text)).trimEnd()).toBe(text.trimEnd());
    expect(text).not.toMatch(/natlab: |\/(root|home|tmp)\//);
    expect(text).toBe(stripVTControlCharacters(text));
  });

  it("takes out what differs from run to run", () => {
    expect(steady("64 bytes from 10.77.0.3: time=61.8 ms")).toBe("N bytes from N: time=N ms");
    expect(steady("udp  192.168.1.101:37767   100 s")).toBe("udp N N s");
  });
});

it("a picture shows lines as they are", () => {
  const picture = terminalPicture(["$ a <b>", "  c"], 'x "y"');
  expect(picture).toContain('<text class="typed" x="14" y="27.5">$ a &lt;b&gt;</text>');
  expect(picture).toContain('aria-label="x &quot;y&quot;"');
});
