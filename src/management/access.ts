import { createHash, timingSafeEqual } from "node:crypto";
import { bytesOf } from "../base/byte-text.ts";

/** The sender of a request. */
export interface Asker {
  /** Whether the program belongs to root or to the user who started this daemon. Looked up only when needed. */
  readonly isTrusted: () => boolean;
}

/** The public default (fact sheet §13). */
const defaultPassword = "n2n";

/**
 * Who may make changes. The reference's default password is public and its plain commands need none, so any program
 * on the machine can stop it (§14.1 no. 11). Here these two work only for root and the daemon's owner; others need a
 * password that an operator has set.
 */
export class Access {
  #password = defaultPassword;

  constructor(password: string | undefined) {
    this.use(password);
  }

  /** From now on. */
  use(password = defaultPassword): void {
    this.#password = password;
  }

  /** Reading needs no password, but a wrong one fails. */
  mayRead(given: string | undefined): boolean {
    return given === undefined || this.#matches(given);
  }

  mayChange(given: string | undefined, asker: Asker): boolean {
    return given !== undefined && this.#matches(given) && (this.#password !== defaultPassword || asker.isTrusted());
  }

  /** By a command without a password. */
  mayCommand(asker: Asker): boolean {
    return asker.isTrusted();
  }

  /** Digests of equal length, so that timing reveals nothing. */
  #matches(given: string): boolean {
    return timingSafeEqual(digest(given), digest(this.#password));
  }
}

const digest = (text: string): Uint8Array => createHash("sha256").update(bytesOf(text)).digest();

export const notPermitted =
  "not permitted: without --management-password, only root and the user who started the daemon may change it\n";
