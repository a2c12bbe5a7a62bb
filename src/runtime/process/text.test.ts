import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const module = (name: string) => JSON.stringify(join(import.meta.dirname, name));
const script = `
  import { programInput } from ${module("../daemon.ts")};
  const { args, env } = programInput();
  process.stdout.write(JSON.stringify([args, env.N2N_KEY]));`;

/** What a program sees if its last argument and key are these bytes, in printf(1)'s notation. */
function seen(argument: string, key: string): unknown {
  const command = `N2N_KEY="$(printf '${key}')" exec "$0" --import tsx --input-type=module -e "$1" -- program -k "$(printf '${argument}')"`;
  const { stdout } = spawnSync("sh", ["-c", command, process.execPath, script], { encoding: "utf8" });
  return JSON.parse(stdout);
}

describe("arguments and environment", () => {
  it.each([
    ["caf\\303\\251", "\\346\\210\\221", "café", "我"],
    ["caf\\351", "\\377x", "caf\udce9", "\udcffx"],
    ["\\357\\277\\275", "k", "\ufffd", "k"],
  ])("%s and %s are taken byte for byte", (argument, key, word, value) => {
    expect(seen(argument, key)).toEqual([["-k", word], value]);
  });
});
