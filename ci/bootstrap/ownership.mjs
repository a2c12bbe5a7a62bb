import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a run makes in the checkout. */
const made = ["dist", "node_modules", "reports", ".systems"];

/**
 * At its end, files that root created in a user's checkout are given to its owner: by sudo it would be root's, and
 * the next command without it could neither write there nor remove it. Links are given away themselves, and not followed.
 */
export function giveToOwner(top) {
  const { uid, gid } = statSync(top);
  if (uid === 0 || process.getuid?.() !== 0) return;
  process.on("exit", () => {
    const there = made.map((name) => join(top, name)).filter((path) => existsSync(path));
    if (there.length > 0) spawnSync("chown", ["-R", "-h", "--", `${uid}:${gid}`, ...there], { stdio: "ignore" });
  });
}
