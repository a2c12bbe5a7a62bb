import type { Options } from "../options/options.ts";
import type { OptionTable } from "../options/table.ts";
import { secret } from "../options/sealing.ts";
import { values } from "../options/values.ts";

/** Where a daemon takes management requests, and who may change it. */
export interface ManagementOptions {
  /** On 127.0.0.1; 0 = nowhere. */
  readonly port: number;
  /** Given by option: if it is in use, that is an error, while the default port may be taken by another daemon. */
  readonly asked: boolean;
  /** Absent = n2n's well-known one (fact sheet §13). */
  readonly password?: string;
}

/**
 * Name of the Unix socket beside the port, in the abstract namespace of unix(7); only the daemon that has the port
 * has the name.
 */
export const localName = (port: number): string => `n2n-management-${port}`;

export function managementOptions<Table extends OptionTable & Record<"management" | "managementPassword", unknown>>(
  given: Options<Table>,
  env: Readonly<Record<string, string | undefined>>,
  defaultPort: number,
): ManagementOptions {
  const port = given.one("management", (option, text) => values.whole(option, text, 0, 65535));
  const password = given.one("managementPassword", secret) ?? (env["N2N_MANAGEMENT_PASSWORD"] || undefined);
  return { port: port ?? defaultPort, asked: port !== undefined, ...(password !== undefined && { password }) };
}
