import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

/** What a run makes in the checkout. */
const inCheckout = ["dist", "node_modules", "reports", ".systems"];

/** Links are given away themselves, and not followed. */
const give = 'cd "$0" || exit; owner=$1; shift; for name; do [ ! -e "$name" ] || chown -R -h -- "$owner" "$name"; done';
const readNames = 'while IFS= read -r name; do set -- "$@" "$name"; done';

/** Tells those who give files away of one more; nobody does where there is nothing to give. */
let tell = () => undefined;

/** Options of our commands that name a folder to write to. */
const naming = ["--out", "--publish"];

/** This process also writes where these arguments say. Before it does. */
export function alsoGive(args) {
  for (const [i, arg] of args.entries()) {
    const name = naming.find((each) => arg === each || arg.startsWith(`${each}=`));
    if (name === undefined) continue;
    const path = arg === name ? args[i + 1] : arg.slice(name.length + 1);
    if (path) tell(path);
  }
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
    const first = firstAbsent(resolve(top, path));
    names.push(first);
    waiting.stdin.write(`${first}\n`);
  };
}

/** The folders above it are made with it. */
function firstAbsent(path) {
  const above = dirname(path);
  return existsSync(above) ? path : firstAbsent(above);
}

/** Nothing else is given away, whatever was asked for. */
const isInside = (top, path) => !path.includes("\n") && !/^(\.\.(\/|$)|$)/.test(relative(top, resolve(top, path)));
