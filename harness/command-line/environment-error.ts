import { getSystemErrorMap } from "node:util";

/**
 * Errors that the machine or its user causes, in addition to those of `src/base/environment-error.ts`; all others (EBADF,
 * EINVAL …) are bugs.
 */
const reasons: ReadonlySet<string> = new Set([
  ...["EFBIG", "ENXIO"],
  ...["ENAMETOOLONG", "ENOENT", "ENOTDIR", "EISDIR", "EEXIST", "ENOTEMPTY", "ELOOP", "EMLINK", "EBUSY", "ETXTBSY"],
  ...[
    "EXDEV",
    "ESTALE",
    "ENODEV",
    "ENOEXEC",
    "E2BIG",
    "ENOSYS",
    "EOPNOTSUPP",
    "ENOTSUP",
    "EADDRINUSE",
    "EADDRNOTAVAIL",
  ],
]);

/** One line for an error of the environment, such as a full disk; undefined for any other error. */
export function environmentTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errno, syscall, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  if (code === undefined || !reasons.has(code)) return undefined;
  const what = (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? error.message;
  const where = [syscall, path, dest === undefined ? undefined : `to ${dest}`]
    .filter((name) => name !== undefined)
    .join(" ");
  return `${where === "" ? "the system refuses" : where}: ${what} (${code})`;
}
