import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
if (!existsSync("node_modules")) spawnSync("npm", ["ci"], { stdio: "inherit" });
process.exit(spawnSync("npx", ["vitest", "run"], { stdio: "inherit" }).status ?? 1);
