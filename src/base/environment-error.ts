import { getSystemErrorName } from "node:util";
import { ConfigError } from "./config-error.ts";

/** sysexits.h. */
const codes = { unavailable: 69, inputOutput: 74 } as const;

/**
 * The machine refuses what the program needs: permission, descriptors, memory, disk space. Neither a bug nor a wrong
 * option, though code that catches bad input catches this as well.
 */
export class EnvironmentError extends ConfigError {
  override readonly name = "ConfigError";
  readonly exitCode: (typeof codes)[keyof typeof codes];

  constructor(message: string, exitCode: (typeof codes)[keyof typeof codes] = codes.unavailable) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** errno(3) → the message for users, and whether the fault is one of input/output. */
const faults: Readonly<Record<string, readonly [words: string, exitCode: EnvironmentError["exitCode"]]>> = {
  EMFILE: ["too many open files in this process; raise its limit (ulimit -n, LimitNOFILE=)", codes.unavailable],
  ENFILE: ["too many open files on this machine", codes.unavailable],
  ENOMEM: ["not enough memory", codes.unavailable],
  ENOBUFS: ["not enough memory for sockets", codes.unavailable],
  EAGAIN: ["too many processes or threads; raise the limit (ulimit -u, TasksMax=)", codes.unavailable],
  EACCES: ["not permitted", codes.unavailable],
  EPERM: ["not permitted", codes.unavailable],
  ENOSPC: ["no space left on the device", codes.inputOutput],
  EDQUOT: ["the disk quota is used up", codes.inputOutput],
  EROFS: ["the file system is read-only", codes.inputOutput],
  EIO: ["input/output error", codes.inputOutput],
};

/**
 * The environment's fault behind `error`; undefined = another cause. `doing`: what failed, like
 * `write /run/edge.pid`.
 */
export function environmentError(error: unknown, doing?: string): EnvironmentError | undefined {
  if (error instanceof EnvironmentError) return error;
  if (isWithoutAddressSpace(error))
    return new EnvironmentError(
      `not enough memory for WebAssembly, which takes ${tuned.reserved} of address space; raise the limit (ulimit -v)`,
    );
  const code = faultCode(error);
  if (code === undefined) return undefined;
  const [words, exitCode] = faults[code]!;
  const { syscall, path } = error as NodeJS.ErrnoException;
  const call = [syscall, path].filter((part) => part !== undefined).join(" ");
  const what = doing === undefined ? call : `cannot ${doing}`;
  return new EnvironmentError(`${what === "" ? "" : `${what}: `}${words} (${code})`, exitCode);
}

/** Address space that V8 reserves for a WebAssembly memory, however small. */
const tuned = { reserved: "10 GB" } as const;

/** V8 sets no error code. */
const isWithoutAddressSpace = (error: unknown): boolean =>
  error instanceof RangeError && /^WebAssembly\b.*(allocate|out of) memory/i.test(error.message);

/** Node reports it in `code`, in `info`, in `cause`, or in the message if a worker or a module did not start, by name or in strerror(3)'s words. */
function faultCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, info, message, cause } = error as SystemFault;
  // Node 20 has only a positive number in `info`, and no name for it.
  const name = info?.errno === undefined ? undefined : getSystemErrorName(-Math.abs(info.errno));
  // A DOMException, and what execa throws, has a number there.
  const named = typeof code === "string" ? code : undefined;
  const names = [named, name, named?.startsWith("ERR_") ? inMessage(message) : undefined];
  return names.find((name) => name !== undefined && Object.hasOwn(faults, name)) ?? faultCode(cause);
}

type SystemFault = Error & {
  readonly code?: string | number;
  readonly info?: { readonly errno?: number };
};

const inMessage = (message: string): string | undefined =>
  /too many open files in system/i.test(message)
    ? "ENFILE"
    : /too many open files/i.test(message)
      ? "EMFILE"
      : /\b(E[A-Z]{3,8})\b/.exec(message)?.[1];
