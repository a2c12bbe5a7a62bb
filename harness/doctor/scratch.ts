import { execa } from "execa";
import { commandPath } from "../../ci/bootstrap/debian-packages.mjs";
import { ownFile } from "../project/own-folder.ts";

export interface ScratchOutcome {
  readonly works: boolean;
  /** The last line of output, or of the error. */
  readonly detail: string;
  /** The command that fixes it, where that depends on what was seen. */
  readonly fix?: string;
  /** False = it was not tried, as something else is missing, which `detail` names. */
  readonly tried?: boolean;
}

/** `output`: everything that the script printed. */
export type Ended = ScratchOutcome & { readonly output: string };

/** What starts a program in a laboratory of an ordinary user, where its own start needs it. */
const groups = ownFile("dist/lab-groups.mjs");
const rooted = ownFile("ci/rooted.sh");

/** A process tree like a laboratory's: it and all that it created vanish when the script ends. */
const tree = ["--fork", "--kill-child", "--mount-proc"];

/** Runs a shell script, which finds $NODE and $GROUPS, in private namespaces with an empty /run. It works if it exits with 0. */
export async function scratch(script: string, input = ""): Promise<Ended> {
  const inside = ["sh", "-ec", `mount -t tmpfs none /run; ${script}`];
  const ended = await execa("sh", [rooted, "unshare", "-mnp", ...tree, ...inside], {
    input,
    reject: false,
    timeout: 10_000,
    forceKillAfterDelay: 1000,
    env: { PATH: commandPath(), NODE: process.execPath, GROUPS: groups },
  });
  if (ended.exitCode === 0) return { works: true, detail: lastLine(ended.stdout), output: ended.stdout };
  const message = lastLine(ended.stderr) || lastLine(ended.stdout);
  return {
    works: false,
    output: ended.stdout ?? "",
    detail: message || (ended.timedOut ? "no answer within 10 s" : (ended.shortMessage ?? "failed")),
  };
}

const lastLine = (text: string | undefined) => (text ?? "").trim().split("\n").at(-1) ?? "";
