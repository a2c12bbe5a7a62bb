import { describe, expect, it } from "vitest";
import { ConfigError } from "../base/config-error.ts";
import type { Note } from "../base/note.ts";
import { Reloading } from "./reload.ts";

const settings = (texts: Readonly<Record<string, string>>, verbosity = 2, warnings: readonly string[] = []) => ({ texts: new Map(Object.entries(texts)), verbosity, warnings }); // prettier-ignore

function rig(before: ReturnType<typeof settings>) {
  const notes: Note[] = [];
  const verbosity = { level: before.verbosity };
  let next: () => ReturnType<typeof settings> = () => before;
  const reloading = new Reloading(before, () => next(), { log: (note) => void notes.push(note), verbosity }); // prettier-ignore
  const reload = (parse: typeof next) => {
    next = parse;
    notes.length = 0;
    reloading.reload();
    return notes.map(({ level, what, with: facts = {} }) => [level, what, ...Object.values(facts)].join(" "));
  };
  return { reload, verbosity };
}

describe("reading the configuration again", () => {
  it("applies what it can, names what needs a restart, and never shows a value", () => {
    const { reload, verbosity } = rig(settings({ key: "s3cret", mtu: "1290" }));
    const after = settings({ key: "0ther", mtu: "1290", verbose: "x", headerEncryption: "" }, 4);
    expect(reload(() => after)).toEqual([
      "normal configuration read again verbose",
      "warning changed options need a restart header-encryption,key",
    ]);
    expect(verbosity.level).toBe(4);
    expect(reload(() => after)).toEqual(["normal configuration read again nothing"]);
  });

  it("changes nothing when there is a fault", () => {
    const { reload, verbosity } = rig(settings({}));
    const faulty = () => {
      throw new ConfigError("e.conf:3: x");
    };
    expect(reload(faulty)).toEqual([expect.stringMatching(/^error the configuration stays as it was e\.conf:3: x correct it/)]); // prettier-ignore
    expect(reload(() => settings({ verbose: "1" }, 3, ["w"]))).toEqual([
      "warning w",
      "normal configuration read again verbose",
    ]);
    expect(verbosity.level).toBe(3);
  });
});
