import { readFileSync } from "node:fs";
import { release } from "node:os";
import { execa } from "execa";
import { commandPath } from "../../ci/bootstrap/debian-packages.mjs";
import { isBuilt, ownFile, ownFolder } from "../project/own-folder.ts";
import type { RunReport } from "../report/run-json.ts";

export function toolOf(): RunReport["tool"] {
  const manifest = readFileSync(ownFile("package.json"), "utf8");
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  return { name, version };
}

/** What a clone has checked out; nothing where there is no clone, or no git. `-changed` = with changes. */
export async function revisionOf(): Promise<{ readonly revision?: string }> {
  // An installed package lies in somebody else's repository.
  if (isBuilt) return {};
  const { stdout, exitCode } = await execa(
    "git",
    ["describe", "--always", "--dirty=-changed", "--abbrev=10", "--exclude=*"],
    {
      cwd: ownFolder,
      reject: false,
    },
  );
  return exitCode === 0 && stdout !== "" ? { revision: stdout } : {};
}

export async function machineOf(): Promise<RunReport["machine"]> {
  const { stdout } = await execa("nft", ["--version"], {
    reject: false,
    env: { PATH: commandPath() },
  });
  const [, nft] = /v([\d.]+)/.exec(stdout ?? "") ?? [];
  return { kernel: release(), node: process.versions.node, ...(nft !== undefined && { nft }) };
}
