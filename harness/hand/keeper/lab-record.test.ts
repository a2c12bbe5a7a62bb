import { mkdirSync, mkdtempSync, rmSync, utimesSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigError } from "../../../src/base/config-error.ts";
import { checkedLabName, chosenLab, findLabs, removeLeftovers, writeRecord, type LabRecord } from "./lab-record.ts";
import { labsFolders, makeLabsFolder } from "./labs-folder.ts";
import { identityOf } from "./process-identity.ts";

describe("the records of standing laboratories", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "labs-"));
    vi.stubEnv("NATLAB_LABS", folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  const us = identityOf(process.pid)!;
  function record(name: string, changes: Partial<LabRecord> = {}): string {
    mkdirSync(join(folder, name));
    const files = mkdtempSync(join(folder, ".files-"));
    writeRecord(join(folder, name), { name, network: "two-homes", keeper: us, since: "2026-01-01T00:00:00.000Z", stage: "up", files, nodes: [], ...changes }); // prettier-ignore
    return files;
  }

  it("say which are up, and why the others are gone", () => {
    record("up");
    record("building", { stage: "building" });
    record("killed", { keeper: { ...us, started: "1" } });
    record("never", { keeper: { ...us, pid: 2 ** 30 } });
    record("rebooted", { keeper: { ...us, boot: "another" } });
    record("fell", { ended: "the laboratory has ended: exit SIGKILL" });
    mkdirSync(join(folder, "half"));
    utimesSync(join(folder, "half"), 1, 1);
    mkdirSync(join(folder, "begun"));
    expect(findLabs().map(({ name, gone }) => [name, gone])).toEqual([
      ["begun", undefined],
      ["building", undefined],
      ["fell", "the laboratory has ended: exit SIGKILL"],
      ["half", "it was never finished"],
      ["killed", `its keeper, process ${process.pid}, was killed`],
      ["never", `its keeper, process ${2 ** 30}, was killed`],
      ["rebooted", "the machine has restarted since"],
      ["up", undefined],
    ]);
  });

  it("are chosen by name, or by being the only one", () => {
    expect(() => chosenLab(undefined)).toThrow("no laboratory is up; build one: npm run lab -- up two-homes");
    record("two-homes");
    record("killed", { keeper: { ...us, started: "1" } });
    expect(chosenLab(undefined).name).toBe("two-homes");
    expect(() => chosenLab("two-hones")).toThrow("no laboratory two-hones: did you mean two-homes?");
    record("other");
    expect(() => chosenLab(undefined)).toThrow("several laboratories are up: say --name other or --name two-homes");
    expect(chosenLab("killed").gone).toBeDefined();
  });

  it("are removed with the files of what is gone", () => {
    record("killed", { keeper: { ...us, started: "1" } });
    expect(chosenLab(undefined).name).toBe("killed");
    removeLeftovers(chosenLab("killed"));
    expect(findLabs()).toEqual([]);
  });

  it.each(["", "-x", "a b", "../x", "x".repeat(41)])("refuse the name %j", (name) => {
    expect(() => checkedLabName(name)).toThrow(ConfigError);
  });

  it("are not kept where others can write", () => {
    chmodSync(folder, 0o777);
    expect(() => makeLabsFolder()).toThrow(/with mode 777: it must be a folder of your own/);
    vi.stubEnv("NATLAB_LABS", "labs");
    expect(() => labsFolders()).toThrow("NATLAB_LABS=labs: must be an absolute path");
  });

  it("are found wherever a shell's environment puts them", () => {
    const uid = process.getuid!();
    expect(labsFolders({ XDG_RUNTIME_DIR: folder })).toContain(join(folder, "natlab"));
    expect(labsFolders({ XDG_RUNTIME_DIR: "/no/such" }).at(-1)).toBe(`/tmp/natlab-${uid}`);
  });
});
