import koffi from "koffi";
import { pretendSetgroups } from "./groups.ts";

/** `node lab-groups.mjs PROGRAM ARGUMENT…` becomes that program, for which setgroups(2) works as it does in the agent. */
const [program = "", ...args] = process.argv.slice(2);
const c = koffi.load(null);
const fcntl = c.func("int fcntl(int fd, int command, ...)") as (
  fd: number,
  command: number,
  ...value: unknown[]
) => number;
const execvp = c.func("int execvp(const char *file, const char **argv)") as (
  file: string,
  argv: readonly (string | null)[],
) => number;
/** fcntl.h */
const spec = { setDescriptorFlags: 2 };

pretendSetgroups();
// Node has marked what it inherited to be closed.
for (const fd of [0, 1, 2]) fcntl(fd, spec.setDescriptorFlags, "int", 0);
execvp(program, [program, ...args, null]);
const error = koffi.errno();
const why = error === koffi.os.errno["ENOENT"] ? "not found" : `errno ${error}`;
process.stderr.write(`${program}: cannot be started: ${why}\n`);
process.exitCode = 127;
