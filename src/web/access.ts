import { createHash, timingSafeEqual } from "node:crypto";
import { bytesOf } from "../base/byte-text.ts";
import type { Asker } from "../management/access.ts";
import { textAnswer, type WebAnswer } from "./exchange.ts";

/** How a request came. */
export interface Arrived {
  /** A Unix socket, whose owner decides who may connect; this machine alone; or any host that can send to it. */
  readonly by: "unix" | "loopback" | "network";
  /** The headers of the same names. */
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly authorization?: string | undefined;
  readonly asker: Asker;
}

/** n3n's public default. */
const spec = { password: "n3n" } as const;

/** Absent: n3n's public default, and nobody over the network. */
export interface WebSecrets {
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/**
 * Who may read and who may change something. A password is asked for changes, as n3n does, but the public default
 * serves only root and the user who started the daemon. A token, if there is one, is asked of everybody who comes over
 * the network, and also allows changes.
 */
export class WebAccess {
  #password: string = spec.password;
  #token: string | undefined;

  constructor(secrets: WebSecrets) {
    this.use(secrets);
  }

  /** From now on. */
  use({ password = spec.password, token }: WebSecrets): void {
    this.#password = password;
    this.#token = token;
  }

  /** The refusal of a request that may not even read; undefined = it may. */
  refusal({ by, host, origin, authorization }: Arrived): WebAnswer | undefined {
    if (origin !== undefined && !isSameOrigin(origin, host))
      return textAnswer(403, "asked by the page of another site\n");
    if (by === "unix") return undefined;
    // Otherwise a web site could let its name point here, and read what this machine's browser receives.
    if (by === "loopback" && !isThisMachine(host)) return textAnswer(403, "ask for 127.0.0.1, [::1] or localhost\n");
    return by === "loopback" || this.#hasToken(authorization) ? undefined : unauthorized;
  }

  mayChange({ by, authorization, asker }: Arrived): boolean {
    if (this.#hasToken(authorization)) return true;
    if (by === "network") return false;
    const given = passwordIn(authorization);
    return (
      given !== undefined && isSame(given, this.#password) && (this.#password !== spec.password || asker.isTrusted())
    );
  }

  #hasToken(authorization: string | undefined): boolean {
    const given = /^Bearer +(.+)$/i.exec(authorization ?? "")?.[1] ?? passwordIn(authorization);
    return this.#token !== undefined && given !== undefined && isSame(given, this.#token);
  }
}

export const unauthorized: WebAnswer = {
  ...textAnswer(401, "unauthorised\n"),
  headers: { "WWW-Authenticate": 'Basic realm="n3n"' },
};

/** RFC 7617; the user's name does not matter. */
function passwordIn(authorization: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
  return encoded && /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, "base64").toString())?.[1];
}

/** Every browser names the host. */
const isThisMachine = (host = "localhost"): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);

/** RFC 6454 §6.2: scheme, host and port. */
const isSameOrigin = (origin: string, host: string | undefined): boolean =>
  host !== undefined && [`http://${host}`, `https://${host}`].includes(origin.toLowerCase());

/** Digests of equal length, so that timing reveals nothing. */
const isSame = (given: string, right: string): boolean => timingSafeEqual(digest(given), digest(right));

const digest = (text: string): Uint8Array => createHash("sha256").update(bytesOf(text)).digest();
