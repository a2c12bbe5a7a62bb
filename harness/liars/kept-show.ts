import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { release } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { ExhibitResult } from "./shown.ts";

const file = fileURLToPath(new URL("../../reports/gallery/laboratory.json", import.meta.url));

const schema = z.object({
  /** ISO 8601 date. */
  when: z.string(),
  machine: z.string(),
  shown: z.array(
    z.object({
      program: z.string(),
      claimed: z.enum(["direct", "relayed"]),
      verdict: z.enum(["pass", "fail", "inconclusive", "unsupported"]),
      why: z.string(),
    }),
  ),
});

/** The verdicts of the gallery in the laboratory. */
export type LaboratoryShow = z.infer<typeof schema>;

export const keptShow = (): LaboratoryShow => schema.parse(JSON.parse(readFileSync(file, "utf8")));

export function keepShow(all: readonly ExhibitResult[], at: Date): void {
  const shown = all.map(({ exhibit: { name }, claimed, verdict, why }) => ({ program: name, claimed, verdict, why }));
  const kernel = release().split(".").slice(0, 2).join(".");
  const show: LaboratoryShow = { when: at.toISOString().slice(0, 10), machine: `Linux ${kernel}`, shown };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(show, undefined, 2)}\n`);
}
