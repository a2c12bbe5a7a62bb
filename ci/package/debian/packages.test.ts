import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import type { OptionRow } from "../../../src/cli/options/table.ts";
import { edgeTable } from "../../../src/cli/edge/table.ts";
import { supernodeTable } from "../../../src/cli/supernode/table.ts";
import { changelogText, conffiles, controlText, type DebianPackage } from "./control.ts";
import { manPage } from "./man-page.ts";
import { daemonPackages } from "./packages.ts";

const top = join(import.meta.dirname, "../../..");
const release = { version: "1.2.0-rc.1", maintainer: "A <a@example.org>", time: 1_700_000_000 };
const help = { "n2n-decode": "n2n-decode FILE\n\nText.\n", "n2n-route": "n2n-route: routes\n", "n2n-portfwd": "n2n-portfwd: ports\n", "n2n-keygen": "n2n-keygen USER\n" }; // prettier-ignore
const read = (name: string): string => `#!/usr/bin/env node\n// ${name}\n`;
const [edge, supernode] = daemonPackages({ top, release, help, read }) as [DebianPackage, DebianPackage];

const modes = ({ files }: DebianPackage): Record<string, string> =>
  Object.fromEntries(files.map(({ path, mode = 0o644 }) => [path, mode.toString(8)]));

describe("what the packages install", () => {
  it("an edge", () => {
    expect(modes(edge)).toEqual({
      "/etc/n2n/edge.conf.sample": "640",
      "/usr/bin/n2n-decode": "755",
      "/usr/lib/n2n-natlab/edge.cjs": "644",
      "/usr/lib/n2n-natlab/fast-core.wasm": "644",
      "/usr/lib/n2n-natlab/fast-worker.cjs": "644",
      "/usr/lib/n2n-natlab/n2n-decode.mjs": "644",
      "/usr/lib/n2n-natlab/n2n-portfwd.mjs": "644",
      "/usr/lib/n2n-natlab/n2n-route.mjs": "644",
      "/usr/lib/n2n-natlab/programs/edge.cjs": "644",
      "/usr/lib/n2n-natlab/programs/fast-worker.cjs": "644",
      "/usr/lib/systemd/system/edge-session@.service": "644",
      "/usr/lib/systemd/system/edge.service": "644",
      "/usr/lib/systemd/system/edge@.service": "644",
      "/usr/sbin/edge": "755",
      "/usr/sbin/n2n-portfwd": "755",
      "/usr/sbin/n2n-route": "755",
      "/usr/share/doc/n2n-natlab-edge/copyright": "644",
      "/usr/share/lintian/overrides/n2n-natlab-edge": "644",
      "/usr/share/man/man1/n2n-decode.1.gz": "644",
      "/usr/share/man/man8/edge.8.gz": "644",
      "/usr/share/man/man8/n2n-portfwd.8.gz": "644",
      "/usr/share/man/man8/n2n-route.8.gz": "644",
    });
  });

  it("a supernode, and nothing of an edge's", () => {
    const own = Object.keys(modes(supernode));
    expect(own).toContain("/usr/sbin/supernode");
    expect(own).toContain("/usr/bin/n2n-keygen");
    expect(own.filter((path) => Object.hasOwn(modes(edge), path))).toEqual([]);
  });

  it("every unit is in one of them", () => {
    const units = [edge, supernode].flatMap((one) => Object.keys(modes(one))).filter((path) => path.includes("/systemd/")); // prettier-ignore
    expect(units.map((path) => path.split("/").at(-1)).sort()).toEqual(readdirSync(join(top, "packaging/systemd")).sort()); // prettier-ignore
  });

  it("only samples below /etc, which an upgrade does not overwrite", () => {
    expect(conffiles(edge)).toBe("/etc/n2n/edge.conf.sample\n");
    expect(conffiles(supernode)).toBe("/etc/n2n/supernode.conf.sample\n");
  });

  it("launchers are shell scripts that hand on arguments and exit code", () => {
    const launcher = edge.files.find(({ path }) => path === "/usr/sbin/edge") as { readonly text: string };
    execFileSync("sh", ["-n"], { input: launcher.text });
    expect(launcher.text).toMatch(/^exec \/usr\/lib\/n2n-natlab\/node .*edge\.cjs "\$@"\n/m);
  });
});

describe("control files", () => {
  it("need the runtime of the same version, and exclude n2n's own package", () => {
    expect(controlText(edge, release, 4097)).toMatch(
      /^Package: n2n-natlab-edge\nVersion: 1\.2\.0~rc\.1\nArchitecture: all\nMaintainer: A <a@example\.org>\nInstalled-Size: 5\nDepends: n2n-natlab-runtime \(= 1\.2\.0~rc\.1\)\nConflicts: n2n\nReplaces: n2n\n/,
    );
  });

  it("lines of a description fit a terminal", () => {
    for (const one of [edge, supernode])
      for (const line of controlText(one, release, 0).split("\n")) expect(line.length).toBeLessThan(80);
  });

  it("the changelog has Debian's form", () => {
    expect(changelogText("x", release)).toBe(
      "x (1.2.0~rc.1) unstable; urgency=medium\n\n  * Release 1.2.0-rc.1.\n\n -- A <a@example.org>  Tue, 14 Nov 2023 22:13:20 +0000\n",
    );
  });
});

describe("maintainer scripts", () => {
  const folder = join(top, "packaging/debian");
  it.each(readdirSync(folder))("%s is right for sh, and stops at an error", (name) => {
    const path = join(folder, name);
    execFileSync("sh", ["-n", path]);
    expect(execFileSync("head", ["-2", path], { encoding: "utf8" })).toBe("#!/bin/sh\nset -e\n");
  });

  it("a copy of the edge's sample belongs to the group of the edge's user", () => {
    const stubs = mkdtempSync(join(tmpdir(), "n2n-postinst-"));
    onTestFinished(() => rmSync(stubs, { recursive: true }));
    const [getent, noted] = ["#!/bin/sh\n", '#!/bin/sh\necho "${0##*/}" "$@"\n'];
    for (const name of ["chgrp", "chmod", "systemctl"]) writeFileSync(join(stubs, name), noted, { mode: 0o755 });
    writeFileSync(join(stubs, "getent"), getent, { mode: 0o755 });
    const script = readFileSync(join(folder, "edge.postinst"), "utf8").replaceAll("/usr/lib/n2n-natlab", stubs);
    const run = (word: string) => execFileSync("/bin/sh", ["-c", script, "postinst", word], { env: { PATH: stubs }, encoding: "utf8", stdio: "pipe" }); // prettier-ignore
    expect(run("configure")).toMatch(/chgrp n2n \/etc\/n2n\nchmod g\+s \/etc\/n2n\n/);
    expect(run("abort-upgrade")).not.toContain("chgrp");
  });

  it("an upgrade stops and removes nothing", () => {
    for (const { scripts } of [edge, supernode])
      for (const name of ["prerm", "postrm"])
        expect(scripts[name]).toMatch(name === "prerm" ? /"\$1" = remove \]/ : /"\$1" = purge \]/);
  });

  it("no file of a user is removed but on purge", () => {
    const text = edge.scripts["postrm"]!;
    const purge = text.slice(text.indexOf('if [ "$1" = purge ]'), text.indexOf("\nfi\n"));
    expect(purge).toContain("/etc/n2n/edge.conf");
    expect(text.replace(purge, "")).not.toContain("/etc/n2n");
  });
});

describe("manual pages", () => {
  const page = (made: DebianPackage, path: string): string => {
    const file = made.files.find((one) => one.path === path) as { readonly text: Uint8Array };
    return gunzipSync(file.text).toString();
  };

  it.each([
    [edge, "edge", edgeTable],
    [supernode, "supernode", supernodeTable],
  ] as const)("has every option that is listed: %#", (made, name, table) => {
    const text = page(made, `/usr/share/man/man8/${name}.8.gz`).replaceAll("\\-", "-");
    for (const { short, long, help: said } of Object.values<OptionRow>(table)) {
      if (said === undefined) continue;
      const spelled = [short && `-${short}`, long && `--${long}`].filter(Boolean).join(", ");
      const named = (entry: string) => /^\\fB((?:-\w, )?-[\w-]+)/.exec(entry)?.[1] === spelled;
      expect(
        text.split("\n.TP\n").find((entry) => named(entry)),
        spelled,
      ).toContain(said);
    }
    expect(text).toContain(`/etc/n2n/${name}.conf`);
  });

  it("no line begins a request by accident, and dashes can be copied", () => {
    const text = manPage({ name: "x", section: 1, purpose: "p", help: "x -v\n.dot\n'quote\nback\\slash\n", version: "1", date: "2026-01-01" }); // prettier-ignore
    expect(text).toContain("x \\-v\n\\&.dot\n\\&'quote\nback\\eslash");
  });
});
