import { rmSync } from "node:fs";
import { rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import { isRootHere } from "../../ci/bootstrap/namespaces.mjs";
import type { Step } from "../evidence/evidence.ts";
import { standingMark } from "../run/folders/marks.ts";
import { wrapped } from "../report/text/wrap.ts";
import { labInit, namespacesOf } from "./programs/enter-node.ts";
import { claimFolder } from "./keeper/claim.ts";
import { findLabs, writeRecord } from "./keeper/lab-record.ts";
import { identityOf } from "./keeper/process-identity.ts";
import { LabServer } from "./keeper/serve.ts";
import { filesFolder, HandLab, type LabParts } from "./lab.ts";
import { leftBehind } from "./left-behind.ts";

/** A laboratory that stays up after its verdict. */
export interface StandingLab extends AsyncDisposable {
  readonly parts: Omit<LabParts, "folder">;
}

interface Kept {
  readonly title: string;
  readonly lab: StandingLab;
  readonly left: readonly string[];
  /** Once it is open to others. */
  open?: { readonly name: string; readonly folder: string; readonly hand: HandLab; readonly server: LabServer };
}

/** Laboratories of a run that stay up after their verdicts, each like one of `up`, until one Ctrl-C or its own `down`. */
export class KeptLabs implements AsyncDisposable {
  readonly #kept: Kept[] = [];
  readonly #marks: string[] = [];
  #ended: () => void = () => undefined;
  /** Why verbs do not reach them. */
  #closed: string | undefined;

  get isEmpty(): boolean {
    return this.#kept.length === 0;
  }

  /** `steps`: of its story. Returns true: it is taken over. */
  add(title: string, lab: StandingLab, steps: readonly Step[]): true {
    this.#kept.push({ title, lab, left: leftBehind(steps) });
    return true;
  }

  /**
   * Marks the run's folder as in use. `before`: the path that it had while its programs were started, which they may still
   * use, and so does what removes their keys.
   */
  async mark(folder: string, before: string): Promise<void> {
    const mark = join(folder, standingMark);
    this.#marks.push(mark, before);
    await writeFile(mark, `${process.pid}\n`);
    await symlink(basename(folder), before);
  }

  /** From now on the verbs of `npm run lab` reach them, if records and sockets have a place. */
  async open(): Promise<void> {
    try {
      for (const kept of this.#kept) kept.open ??= await this.#opened(kept);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.#closed = error.message;
    }
  }

  async #opened(kept: Kept): Promise<NonNullable<Kept["open"]>> {
    const name = freeName(kept.title);
    const folder = claimFolder(name);
    const files = await filesFolder();
    const hand = new HandLab({ ...kept.lab.parts, folder: files }, async () => {
      await kept.lab[Symbol.asyncDispose]();
      await rm(files, { recursive: true, force: true });
    });
    const server = await LabServer.listen(hand, folder, () => void this.#end(kept));
    const [keeper, since] = [identityOf(process.pid)!, new Date().toISOString()];
    writeRecord(folder, { name, network: kept.title, keeper, since, stage: "up", files, nodes: hand.nodes });
    return { name, folder, hand, server };
  }

  /** How to enter each, and what its story left changed. `width`: of a terminal; absent = unlimited. */
  text(width?: number): string {
    const blocks = this.#kept.map(({ title, lab, left, open }) => {
      const nsenter = `${isRootHere() ? "sudo " : ""}${namespacesOf(labInit(lab.parts.lab.pid)).join(" ")}`;
      const nodes = lab.parts.lab.plan.nodes.filter(({ role }) => role !== "switch").map(({ name }) => name);
      const by =
        open === undefined
          ? [`  verbs of npm run lab do not reach it: ${this.#closed}`]
          : [
              `  enter     npm run lab -- shell NODE --name ${open.name}`,
              ...wrapped("            likewise exec, capture, nat, link, start, log: npm run lab -- --help", width, 12),
            ];
      return [
        ...wrapped(`${title} is up; its captures have ended. Nodes: ${nodes.join(", ")}`, width, 2),
        ...by,
        `  nsenter   ${nsenter} ip netns exec NODE env PS1='NODE$ ' sh`,
        ...(left.length === 0 ? [] : wrapped(`  as its story left it: ${left.join("; ")}`, width, 4)),
      ].join("\n");
    });
    return [...blocks, "Ctrl-C takes everything down; the report stays."].join("\n");
  }

  /** Until it is interrupted, or all have been taken down. */
  async until(interrupted: AbortSignal): Promise<void> {
    if (interrupted.aborted || this.isEmpty) return;
    await new Promise<void>((resume) => {
      this.#ended = resume;
      interrupted.addEventListener("abort", () => resume(), { once: true });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#kept.splice(0).map(closed));
    await Promise.all(this.#marks.splice(0).map((mark) => rm(mark, { force: true })));
  }

  async #end(kept: Kept): Promise<void> {
    const at = this.#kept.indexOf(kept);
    if (at < 0) return;
    this.#kept.splice(at, 1);
    await closed(kept);
    if (this.isEmpty) this.#ended();
  }
}

async function closed({ lab, open }: Kept): Promise<void> {
  if (open === undefined) return lab[Symbol.asyncDispose]();
  await open.server[Symbol.asyncDispose]();
  await open.hand[Symbol.asyncDispose]();
  rmSync(open.folder, { recursive: true, force: true });
}

/** `same-lan-symmetric`, or with a number behind it. */
function freeName(title: string): string {
  const name = title.replaceAll(/[^A-Za-z0-9._-]+/g, "-").slice(0, 36);
  const taken = new Set(findLabs().flatMap((lab) => (lab.gone === undefined ? [lab.name] : [])));
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(tried)) return tried;
  }
}
