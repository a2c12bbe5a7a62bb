import { ConfigError } from "../../base/config-error.ts";
import { environmentError } from "../../base/environment-error.ts";
import { parseReservations, type Reservation } from "../../supernode/leases/reservations.ts";
import type { Files } from "../options/config-file.ts";

/** Throws ConfigError if the file cannot be read or a line is wrong. */
export function readReservations(path: string, files: Files): readonly Reservation[] {
  let text: string;
  try {
    ({ text } = files.read(path));
  } catch (error) {
    const fault = environmentError(error, `read the reservations ${path}`);
    if (fault !== undefined) throw fault;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError(`cannot read the reservations ${path}: ${code === "ENOENT" ? "no such file" : message}`);
  }
  return parseReservations(text, path);
}
