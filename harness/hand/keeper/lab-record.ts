import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";
import type { LabPlan } from "../../lab/plan.ts";
import { nearNames } from "../../command-line/near.ts";
import { labsFolders } from "./labs-folder.ts";
import { identityOf, type ProcessIdentity } from "./process-identity.ts";

/** What is stored of a standing laboratory, as `lab.json` in its folder. */
export interface LabRecord {
  readonly name: string;
  /** What was asked for: words of `up`, or the case of a scenario. */
  readonly network: string;
  /** Of the process that holds it; it ends with that. */
  readonly keeper: ProcessIdentity;
  /** ISO 8601. */
  readonly since: string;
  readonly stage: "building" | "up";
  /** Of logs, keys and configuration. */
  readonly files: string;
  /** Once it is up. */
  readonly nodes: LabPlan["nodes"];
  /** Why it ended though nobody asked for it. */
  readonly ended?: string;
}

export interface FoundLab {
  readonly name: string;
  /** Of the record and the socket. */
  readonly folder: string;
  readonly record?: LabRecord;
  /** Absent = it is alive. */
  readonly gone?: string;
}

/** Tunable, in milliseconds: how long a folder may lack its record, which follows at once. */
const tuned = { unfinished: 5000 };

/** Fits into a path of a socket, a host name and a file name. */
const validName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

/** Throws ConfigError. */
export function checkedLabName(name: string): string {
  if (validName.test(name)) return name;
  throw new ConfigError(
    `--name ${JSON.stringify(name)}: write at most 40 letters, digits, dots and dashes, and begin with a letter or digit`,
  );
}

/** Replaces it in one step. */
export function writeRecord(folder: string, record: LabRecord): void {
  const unfinished = join(folder, `lab.json.${process.pid}`);
  writeFileSync(unfinished, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, join(folder, "lab.json"));
}

/** Every laboratory of this user, those that are gone too, by name. */
export function findLabs(): readonly FoundLab[] {
  const found = labsFolders().flatMap((folder) =>
    namesIn(folder).flatMap((name) => {
      const lab = read(join(folder, name), name);
      return lab === undefined ? [] : [lab];
    }),
  );
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

/** The one of this name; without a name, the only one. Throws ConfigError. */
export function chosenLab(name: string | undefined): FoundLab {
  const labs = findLabs();
  if (name !== undefined) {
    const found = labs.find((lab) => lab.name === name);
    if (found !== undefined) return found;
    const names = labs.map((lab) => lab.name);
    const near = nearNames(name, names);
    const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `there are ${names.join(", ") || "none"}`;
    throw new ConfigError(`no laboratory ${name}: ${hint}`);
  }
  const [only, another] = labs.filter(({ gone }) => gone === undefined);
  // Whoever asks a laboratory that is gone hears why.
  if (only === undefined && labs.length === 1) return labs[0]!;
  if (only === undefined) throw new ConfigError("no laboratory is up; build one: npm run lab -- up two-homes");
  if (another === undefined) return only;
  const names = labs.flatMap((lab) => (lab.gone === undefined ? [lab.name] : []));
  throw new ConfigError(`several laboratories are up: say --name ${names.join(" or --name ")}`);
}

/** What a laboratory that is gone has left. */
export function removeLeftovers({ folder, record }: FoundLab): void {
  if (record !== undefined) rmSync(record.files, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => validName.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Undefined = it has vanished meanwhile. */
function read(folder: string, name: string): FoundLab | undefined {
  const lab = { name, folder };
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return undefined;
  const record = recordIn(folder);
  if (record === undefined)
    return Date.now() - found.mtimeMs < tuned.unfinished ? lab : { ...lab, gone: "it was never finished" };
  if (record.ended !== undefined) return { ...lab, record, gone: record.ended };
  const { boot, pid, started } = record.keeper;
  const now = identityOf(pid);
  if (now?.boot === boot && now.started === started) return { ...lab, record };
  const why = identityOf(process.pid)!.boot === boot ? `its keeper, process ${pid}, was killed` : "the machine has restarted since"; // prettier-ignore
  return { ...lab, record, gone: why };
}

/** Both sides are one build, or nearly: what does not look like a record is none. */
function recordIn(folder: string): LabRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(join(folder, "lab.json"), "utf8")) as LabRecord;
    return typeof record.keeper.pid === "number" && typeof record.files === "string" ? record : undefined;
  } catch {
    return undefined;
  }
}
