import { spawn, spawnSync } from "node:child_process";
import { statSync } from "node:fs";

/** What a run makes in the checkout. */
const made = "dist node_modules reports .systems";

/** Links are given away themselves, and not followed. */
const give = `cd "$0" && for name in ${made}; do [ ! -e "$name" ] || chown -R -h -- "$1" "$name"; done`;

/**
 * At its end, files that root created in a user's checkout are given to its owner: by sudo it would be root's, and
 * the next command without it could neither write there nor remove it. However it ends: a shell waits for the end of this
 * process, too, which may be killed in the middle of an installation.
 */
export function giveToOwner(top) {
  const { uid, gid } = statSync(top);
  if (uid === 0 || process.getuid?.() !== 0) return;
  const names = [top, `${uid}:${gid}`];
  process.on("exit", () => spawnSync("sh", ["-c", give, ...names], { stdio: "ignore" }));
  const waiting = spawn("sh", ["-c", `read -r end; ${give}`, ...names], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  waiting.on("error", () => undefined);
  waiting.unref();
  waiting.stdin.unref();
}
