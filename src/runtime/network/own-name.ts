import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Where a service manager says that the program may keep things (systemd.exec(5)), else where the system has such files. */
const folder = (): string => process.env["STATE_DIRECTORY"]?.split(":")[0] || "/var/lib/n2n";

/**
 * A name that nobody else has: 32 hexadecimal digits, drawn the first time and kept for the next. Undefined = it can
 * neither be read nor kept. Secret, as the machine's id is.
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

/** Another edge may do the same at the same time: the first one counts. */
function keep(where: string, file: string): string | undefined {
  try {
    mkdirSync(where, { recursive: true, mode: 0o700 });
    const fd = openSync(file, "wx", 0o600);
    const name = randomBytes(16).toString("hex");
    writeSync(fd, `${name}\n`);
    closeSync(fd);
    return name;
  } catch {
    return undefined;
  }
}
