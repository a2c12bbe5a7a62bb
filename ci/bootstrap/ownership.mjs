import { spawn, spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { relative, resolve } from "node:path";

/** What a run makes in the checkout. */
const inCheckout = ["dist", "node_modules", "reports", ".systems"];

/** Links are given away themselves, and not followed. */
const give = 'cd "$0" || exit; owner=$1; shift; for name; do [ ! -e "$name" ] || chown -R -h -- "$owner" "$name"; done';
const readNames = 'while IFS= read -r name; do set -- "$@" "$name"; done';

/** Tells those who give files away of one more; nobody does where there is nothing to give. */
let tell = () => undefined;

/** This process writes below another folder too. */
export function alsoGive(path) {
  tell(path);
}

/**
 * At its end, files that root created in a user's checkout are given to its owner: by sudo it would be root's, and
 * the next command without it could neither write there nor remove it. However it ends: a shell waits for the end of this
 * process, too, which may be killed in the middle of an installation.
 */
export function giveToOwner(top, made = inCheckout) {
  const { uid, gid } = statSync(top);
  if (uid === 0 || process.getuid?.() !== 0) return;
  const names = [top, `${uid}:${gid}`, ...made];
  process.on("exit", () => spawnSync("sh", ["-c", give, ...names], { stdio: "ignore" }));
  const waiting = spawn("sh", ["-c", `${readNames}; ${give}`, ...names], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  waiting.on("error", () => undefined);
  waiting.stdin.on("error", () => undefined);
  waiting.unref();
  waiting.stdin.unref();
  tell = (path) => {
    if (!isInside(top, path)) return;
    names.push(path);
    waiting.stdin.write(`${path}\n`);
  };
}

/** Nothing else is given away, whatever was asked for. */
const isInside = (top, path) => !path.includes("\n") && !/^(\.\.(\/|$)|$)/.test(relative(top, resolve(top, path)));
