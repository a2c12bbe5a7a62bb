import { chmodSync, chownSync, mkdirSync, rmdirSync, unlinkSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";
import { once } from "node:events";
import { ConfigError } from "../../base/config-error.ts";
import { giveTo, type Identity } from "../../runtime/process/privileges.ts";

/** A Unix socket in the file system, in a folder of the user that the daemon becomes. */
export class SocketPlace implements Disposable {
  readonly path: string;
  readonly #made: string | undefined;

  private constructor(path: string, made: string | undefined) {
    this.path = path;
    this.#made = made;
  }

  /**
   * Makes its folder, and removes a socket that its program left behind. Rejects with ConfigError if a running program
   * has it, or with the system's error.
   */
  static async prepare(path: string, identity: Identity | undefined): Promise<SocketPlace> {
    const folder = dirname(path);
    const first = mkdirSync(folder, { recursive: true, mode: 0o755 });
    if (first !== undefined) giveTo(identity, (uid, gid) => chownSync(folder, uid, gid));
    if (first === undefined) await removeLeftOver(path);
    return new SocketPlace(path, first === undefined ? undefined : folder);
  }

  /** Call once it is bound. */
  open(mode: number, identity: Identity | undefined): void {
    chmodSync(this.path, mode);
    giveTo(identity, (uid, gid) => chownSync(this.path, uid, gid));
  }

  [Symbol.dispose](): void {
    for (const remove of [() => unlinkSync(this.path), () => this.#made !== undefined && rmdirSync(this.#made)]) {
      try {
        remove();
      } catch {
        // Gone already, or privileges have been dropped and its folder belongs to root.
      }
    }
  }
}

async function removeLeftOver(path: string): Promise<void> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
  } catch (error) {
    // A socket without a program.
    if ((error as NodeJS.ErrnoException).code === "ECONNREFUSED") unlinkSync(path);
    return;
  } finally {
    socket.destroy();
  }
  throw new ConfigError(`${path} belongs to a running daemon: end it, or choose another name`);
}
