import { describe, expect, it } from "vitest";
import { ConfigError } from "../base/config-error.ts";
import type { Note } from "../base/note.ts";
import { Reloading, type Taken } from "./reload.ts";

const settings = (texts: Readonly<Record<string, string>>, verbosity = 2, warnings: readonly string[] = []) => ({ texts: new Map(Object.entries(texts)), verbosity, warnings }); // prettier-ignore

function rig(before: ReturnType<typeof settings>, outcome: Taken = { restart: [] }) {
  const notes: Note[] = [];
  const verbosity = { level: before.verbosity };
  let next: () => ReturnType<typeof settings> = () => before;
  const asked: string[][] = [];
  const names = new Set(["verbose", "rule", "members", "hostsFile"]);
  const take = (_: unknown, changed: ReadonlySet<string>) => {
    asked.push([...changed]);
    return Promise.resolve(outcome);
  };
  const reloading = new Reloading(before, () => next(), { names, take }, { log: (note) => void notes.push(note), verbosity }); // prettier-ignore
  const reload = async (parse: typeof next) => {
    next = parse;
    notes.length = 0;
    await reloading.reload();
    return notes.map(({ level, what, with: facts = {} }) => [level, what, ...Object.values(facts)].join(" "));
  };
  return { reload, reloading, verbosity, asked };
}

describe("reading the configuration again", () => {
  it("applies what it can, names what needs a restart, and never shows a value", async () => {
    const { reload, verbosity, asked } = rig(settings({ key: "s3cret", mtu: "1290" }));
    const after = settings({ key: "0ther", mtu: "1290", verbose: "x", headerEncryption: "", rule: "r" }, 4);
    expect(await reload(() => after)).toEqual([
      "normal configuration read again rule,verbose",
      "warning changed options need a restart header-encryption,key",
    ]);
    expect([verbosity.level, asked]).toEqual([4, [["rule", "verbose"]]]);
    expect(await reload(() => after)).toEqual([
      "normal configuration read again nothing",
      "warning changed options need a restart header-encryption,key",
    ]);
    expect(await reload(() => settings({ key: "s3cret", mtu: "1290", rule: "r", verbose: "x" }))).toEqual([
      "normal configuration read again nothing",
    ]);
  });

  it("also names what needs a restart only here, and not what failed", async () => {
    const { reload } = rig(settings({}), { restart: ["members"], failed: ["hostsFile"] });
    expect(await reload(() => settings({ members: "a", hostsFile: "b", rule: "c" }))).toEqual([
      "normal configuration read again rule",
      "warning changed options need a restart members",
    ]);
    expect((await reload(() => settings({ hostsFile: "b", rule: "c" })))[0]).toBe("normal configuration read again nothing"); // prettier-ignore
  });

  it("changes nothing when there is a fault", async () => {
    const before = settings({});
    const { reload, reloading, verbosity } = rig(before);
    const faulty = () => {
      throw new ConfigError("e.conf:3: x");
    };
    expect(await reload(faulty)).toEqual([expect.stringMatching(/^error the configuration stays as it was e\.conf:3: x correct it/)]); // prettier-ignore
    expect(reloading.current).toBe(before);
    expect(await reload(() => settings({ verbose: "1" }, 3, ["w"]))).toEqual([
      "warning w",
      "normal configuration read again verbose",
    ]);
    expect(verbosity.level).toBe(3);
  });

  it("takes one turn after the other", async () => {
    const { reloading, asked } = rig(settings({ rule: "a" }));
    await Promise.all([reloading.reload(), reloading.reload()]);
    expect(asked).toEqual([[], []]);
  });
});
