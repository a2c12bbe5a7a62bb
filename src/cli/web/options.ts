import { isIP } from "node:net";
import { ConfigError } from "../../base/config-error.ts";
import type { Options } from "../options/options.ts";
import { secret } from "../options/sealing.ts";
import type { OptionTable } from "../options/table.ts";
import { values } from "../options/values.ts";

/** Where a daemon answers over HTTP, and who may ask. */
export interface WebOptions {
  readonly places: readonly WebPlace[];
  /** n3n's name of this daemon: its tools look for the socket /run/n3n/NAME/mgmt. */
  readonly session?: string;
  /** Of that socket. */
  readonly mode: number;
  /** Asked of everybody who comes over the network. */
  readonly token?: string;
}

/** `mayBeMissing`: not every machine has that address. */
export type WebPlace =
  { readonly path: string } | { readonly host: string; readonly port: number; readonly mayBeMissing?: true };

export const webRows = {
  http: {
    long: "http",
    takes: "value",
    value: "WHERE",
    many: "list",
    help: "metrics and n3n's management interface over HTTP: PORT on this machine, ADDRESS:PORT, or /PATH of a Unix socket; may be repeated; off by default",
  },
  httpToken: {
    long: "http-token",
    takes: "value",
    value: "TOKEN",
    help: "token that requests over the network must carry (better: N2N_HTTP_TOKEN)",
    secret: true,
  },
  session: {
    long: "session",
    takes: "value",
    value: "NAME",
    help: "also answer at /run/n3n/NAME/mgmt, where n3n's tools look",
  },
  sessionMode: {
    long: "session-mode",
    takes: "value",
    value: "OCTAL",
    help: "permissions of that socket (0755: root and the daemon's user may connect)",
  },
} as const satisfies OptionTable;

/** Tunable: as n3n's. */
const tuned = { mode: 0o755 } as const;

/** Throws ConfigError. */
export function webOptions<Table extends OptionTable & typeof webRows>(
  given: Options<Table>,
  env: Readonly<Record<string, string | undefined>>,
): WebOptions {
  const places = given.all("http", webPlaces).flat();
  const token = given.one("httpToken", secret) ?? (env["N2N_HTTP_TOKEN"] || undefined);
  const open = places.find((place) => "host" in place && !isLoopback(place.host));
  if (open !== undefined && token === undefined && "host" in open)
    throw new ConfigError(
      `--http ${open.host}:${open.port} needs a token, because others can reach it: set N2N_HTTP_TOKEN, or use a port alone`,
    );
  const session = given.one("session", sessionName);
  return {
    places,
    mode: given.one("sessionMode", permissions) ?? tuned.mode,
    ...(session !== undefined && { session }),
    ...(token !== undefined && { token }),
  };
}

export const wantsWeb = ({ places, session }: WebOptions): boolean => places.length > 0 || session !== undefined;

export const isLoopback = (host: string): boolean => host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/** A port alone is that of this machine, by both of its names for itself. */
function webPlaces(option: string, text: string): readonly WebPlace[] {
  if (text.startsWith("/")) return [{ path: text }];
  if (/^\d+$/.test(text)) {
    const port = values.port(option, text);
    return [
      { host: "127.0.0.1", port },
      { host: "::1", port, mayBeMissing: true },
    ];
  }
  const { host, port } = values.hostAndPort(option, text);
  if (isIP(host) === 0)
    throw new ConfigError(`${option} ${text} is not right: give PORT, ADDRESS:PORT, or the /PATH of a socket`);
  return [{ host, port }];
}

export function sessionName(option: string, text: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}$/.test(text)) return text;
  throw new ConfigError(`${option} "${text}" is not right: give up to 64 letters, digits, dots and dashes`);
}

/** At most reading and writing for all. */
function permissions(option: string, text: string): number {
  const mode = /^0?[0-7]{3}$/.test(text) ? parseInt(text, 8) : undefined;
  if (mode !== undefined) return mode;
  throw new ConfigError(`${option} ${text} is not right: give three octal digits, like 770`);
}
