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
    /** A command that writes below new/, which is not there yet, and is asked to write to places outside too. */
    const end = () => {
      const program = `
        import { mkdirSync } from "node:fs";
        import { alsoGive, giveToOwner } from ${JSON.stringify(join(import.meta.dirname, "ownership.mjs"))};
        giveToOwner(${JSON.stringify(top)});
        for (const path of ${JSON.stringify(["out", "../elsewhere", ".", foreign])}) alsoGive(["--all", "--out", path]);
        alsoGive(["merge", "a", "--publish=new/pages"]);
        mkdirSync(${JSON.stringify(join(top, "new/pages"))}, { recursive: true });`;
      execFileSync(process.execPath, ["--input-type=module", "-e", program]);
    };

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
      rmSync(join(top, "new"), { recursive: true });
      end();
      const theirs = ["reports", "out", "new", "new/pages", "reports/runs/run.json", "reports/link"];
      expect(theirs.map((path) => owner(join(top, path)))).toEqual(theirs.map(() => 4711));
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
