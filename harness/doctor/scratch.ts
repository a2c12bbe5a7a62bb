import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { commandPath } from "../../ci/bootstrap/debian-packages.mjs";

export interface ScratchOutcome {
  readonly works: boolean;
  /** The last line of output, or of the error. */
  readonly detail: string;
}

/** `output`: everything that the script printed. */
export type Ended = ScratchOutcome & { readonly output: string };

const rooted = fileURLToPath(new URL("../../ci/rooted.sh", import.meta.url));

/** A process tree like a laboratory's: it and all that it created vanish when the script ends. */
const tree = ["--fork", "--kill-child", "--mount-proc"];

/** Runs a shell script in private namespaces with an empty /run. It works if it exits with 0. */
export async function scratch(script: string, input = ""): Promise<Ended> {
  const flags = process.getuid?.() === 0 ? "-mnp" : "-Urmnp";
  const inside = ["sh", "-ec", `mount -t tmpfs none /run; ${script}`];
  const ended = await execa("sh", [rooted, "unshare", flags, ...tree, ...inside], {
    input,
    reject: false,
    timeout: 10_000,
    forceKillAfterDelay: 1000,
    env: { PATH: commandPath() },
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
