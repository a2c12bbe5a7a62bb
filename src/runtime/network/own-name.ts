import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The state folder from the service manager (systemd.exec(5)), otherwise the system's usual one.
 */
const folder = (): string => process.env["STATE_DIRECTORY"]?.split(":")[0] || "/var/lib/n2n";

/**
 * A unique name: 32 hexadecimal digits, drawn once and kept. Undefined = it can neither be read nor kept. Secret,
 * like the machine id.
 */
export function ownName(where = folder()): string | undefined {
  const file = join(where, "identity");
  return read(file) ?? keep(where, file) ?? read(file);
}

function read(file: string): string | undefined {
  try {
    const [name] = /^[0-9a-f]{32}(?=\n?$)/.exec(readFileSync(file, "latin1")) ?? [];
    return name;
  } catch {
    return undefined;
  }
}

/**
 * Another edge may do the same at the same time: the first one counts. The file appears whole or not at all; an empty
 * one was left by a full disk.
 */
function keep(where: string, file: string): string | undefined {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(where, { recursive: true, mode: 0o700 });
    try {
      writeFileSync(draft, `${randomBytes(16).toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true });
      if (isEmpty(file)) renameSync(draft, file);
      else linkSync(draft, file);
    } finally {
      rmSync(draft, { force: true });
    }
    return read(file);
  } catch {
    return undefined;
  }
}

const isEmpty = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.size === 0;
