import { getSystemErrorMap } from "node:util";

/**
 * What the kernel refuses for reasons of the machine or its user, beside what `src/base/environment-error.ts` knows; the
 * rest (EBADF, EINVAL …) is a program's fault.
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

/** One line about an error of the system, such as a full disk; undefined for any other error. */
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
