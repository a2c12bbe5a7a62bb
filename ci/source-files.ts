import { readdirSync } from "node:fs";
import { join } from "node:path";

const top = join(import.meta.dirname, "..");
const folders = ["src", "harness", "topologies", "scenarios", "ci", "bench"];

/** Every file with this ending below the folders that hold code, from the top of the repository; needs no git. */
export const sourceFiles = (ending: string): readonly string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(top, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(ending))
      .map((file) => join(folder, file)),
  );
