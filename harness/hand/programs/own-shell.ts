import { existsSync } from "node:fs";
import { basename } from "node:path";

/** The user's shell, or the usual one where none is named, as a command to be run on a terminal in a node. */
export function ownShell(
  named: string | undefined,
  exists: (path: string) => boolean = existsSync,
): readonly [string, ...string[]] {
  const shell = named ?? (exists("/bin/bash") ? "/bin/bash" : "/bin/sh");
  // At its end dash gives the terminal back to the process group that had it, which it does not see from a pid namespace, and
  // complains. As a job of another one inside, it sees it; that one complains to nobody.
  return ["sh", "dash"].includes(basename(shell))
    ? ["sh", "-c", `exec sh -mc '"$@" 2>&3 3>&-' sh "$@" 3>&2 2>/dev/null`, "sh", shell]
    : [shell];
}
