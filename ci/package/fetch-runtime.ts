import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EnvironmentError } from "../../src/base/environment-error.ts";
import type { Runtime } from "./debian/runtime.ts";

/** Pinned, with what npm's registry says of the files: the packages depend neither on the builder's Node nor on trust. */
const node = {
  version: "24.22.3",
  integrity: {
    x64: "sha512-KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==",
    arm64: "sha512-IZx0J52/1NDwAsY2iyWR9nlPIYuYviTWetjj8+ElvYQh2+XRhLfCfkbFEF/2O5vGI2hcUbyPNHV+nz342FbJXw==",
  },
} as const;

/** Debian's names of architectures → npm's. */
export const architectures = { amd64: "x64", arm64: "arm64" } as const;

export type Architecture = keyof typeof architectures;

/** Brings Node and koffi's binary for one architecture into `folder`. Throws EnvironmentError. */
export function fetchRuntime(top: string, architecture: Architecture, folder: string): Runtime {
  const machine = architectures[architecture];
  const koffiName = `@koromix/koffi-linux-${machine}`;
  const lock = JSON.parse(readFileSync(join(top, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity: string }>>;
  };
  const { version, integrity } = lock.packages[`node_modules/${koffiName}`]!;
  return {
    architecture,
    node: unpacked(`node-linux-${machine}@${node.version}`, node.integrity[machine], join(folder, `node-${machine}`)),
    koffi: unpacked(`${koffiName}@${version}`, integrity, join(folder, `koffi-${machine}`)),
    koffiName,
  };
}

function unpacked(wanted: string, integrity: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const packed = spawnSync("npm", ["pack", "--silent", "--pack-destination", folder, wanted], { encoding: "utf8" });
  const file = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (packed.status !== 0 || file === undefined) {
    const [why = "npm did not start"] = packed.stderr?.trim().split("\n") ?? [];
    throw new EnvironmentError(
      `${wanted} cannot be fetched from npm's registry: ${why || `npm ended with ${packed.status}`}`,
    );
  }
  const path = join(folder, file);
  const found = `sha512-${createHash("sha512").update(readFileSync(path)).digest("base64")}`;
  if (found !== integrity)
    throw new EnvironmentError(`${wanted} is not what was published: ${found}, not ${integrity}`);
  const { status, stderr } = spawnSync("tar", ["xzf", path, "-C", folder, "--strip-components=1", "--no-same-owner"]);
  if (status !== 0) throw new EnvironmentError(`${wanted} cannot be unpacked: ${String(stderr).trim()}`);
  return folder;
}
