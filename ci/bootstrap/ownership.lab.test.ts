import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

describe.runIf(process.getuid?.() === 0)(
  "files that root creates in a user's checkout (needs root: other users)",
  () => {
    const top = mkdtempSync(join(tmpdir(), "checkout-"));
    const foreign = join(mkdtempSync(join(tmpdir(), "foreign-")), "file");
    afterAll(() => [top, join(foreign, "..")].forEach((path) => rmSync(path, { recursive: true })));

    const owner = (path: string) => lstatSync(path).uid;
    const end = () =>
    execFileSync(process.execPath, ["--input-type=module", "-e", `import { alsoGive, giveToOwner } from ${JSON.stringify(join(import.meta.dirname, "ownership.mjs"))}; giveToOwner(${JSON.stringify(top)}); for (const path of ["out", "../elsewhere", ".", ${JSON.stringify(foreign)}]) alsoGive(path);`]); // prettier-ignore

    it("is theirs in the end, and what links lead to is not", () => {
      mkdirSync(join(top, "reports/runs"), { recursive: true });
      writeFileSync(join(top, "reports/runs/run.json"), "{}");
      writeFileSync(join(top, "notes"), "");
      writeFileSync(join(top, "out"), "");
      writeFileSync(foreign, "");
      symlinkSync(foreign, join(top, "reports/link"));
      end();
      expect(owner(join(top, "reports/runs/run.json"))).toBe(0);
      chownSync(top, 4711, 4711);
      end();
      const theirs = ["reports", "out", "reports/runs/run.json", "reports/link"];
      expect(theirs.map((path) => owner(join(top, path)))).toEqual([4711, 4711, 4711, 4711]);
      expect([join(top, "notes"), foreign].map(owner)).toEqual([0, 0]);
    });

    it("is theirs soon after this process was killed", async () => {
      chownSync(top, 4711, 4711);
      mkdirSync(join(top, "dist"), { recursive: true });
      for (const signal of ["SIGTERM", "SIGKILL"]) {
        const [file, module] = [join(top, "dist", signal), join(import.meta.dirname, "ownership.mjs")];
        const program = `
          import { writeFileSync } from "node:fs";
          import { giveToOwner } from ${JSON.stringify(module)};
          giveToOwner(${JSON.stringify(top)});
          writeFileSync(${JSON.stringify(file)}, "");
          process.kill(process.pid, "${signal}");
          setTimeout(() => undefined, 9000);`;
        expect(spawnSync(process.execPath, ["--input-type=module", "-e", program]).signal).toBe(signal);
        await expect.poll(() => owner(file), { timeout: 10_000 }).toBe(4711);
      }
    });
  },
);
