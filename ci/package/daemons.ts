import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { coreLicence, librariesIn, licencesText } from "./bundled.ts";

interface Product {
  readonly version: string;
  readonly license: string;
  readonly engines: object;
  readonly dependencies: object;
}

const tools = ["n2n-keygen", "n2n-decode", "n2n-route", "n2n-portfwd"];
const programs = ["edge", "supernode", ...tools];

/** As the build makes them: scripts with what starts them, modules, and the rest. */
const scripts = ["edge", "supernode", "fast-worker", "relay-worker"];
const modules = tools;
const others = ["programs/bytecode.cjs", "fast-core.wasm", "relay-core.wasm"];

/** Packs the daemons and their tools for npm, without the laboratory, into `folder`; returns the tarball's path. */
export function packDaemons(top: string, folder: string): string {
  const { version, license, engines, dependencies } = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as Product; // prettier-ignore
  const stage = mkdtempSync(join(tmpdir(), "n2n-daemons-"));
  const take = (path: string) => {
    mkdirSync(dirname(join(stage, path)), { recursive: true });
    copyFileSync(join(top, path), join(stage, path));
  };
  try {
    for (const name of [...scripts.flatMap((name) => [`${name}.cjs`, `programs/${name}.cjs`]), ...modules.map((name) => `${name}.mjs`), ...others]) take(`dist/${name}`); // prettier-ignore
    for (const name of ["start", ...programs]) take(`packaging/bin/${name}.cjs`);
    for (const folder of ["etc", "systemd", "prometheus", "grafana"])
      for (const name of readdirSync(join(top, "packaging", folder))) take(`packaging/${folder}/${name}`);
    take("LICENSE");
    const bundles = [...scripts.map((name) => `programs/${name}.cjs`), ...modules.map((name) => `${name}.mjs`)].map((path) => readFileSync(join(top, "dist", path), "utf8")); // prettier-ignore
    writeFileSync(
      join(stage, "LICENSES.txt"),
      `${licencesText(librariesIn(top, bundles))}\n${"-".repeat(80)}\n\n*.wasm\n\n${coreLicence.text}\n`,
    );
    const named = {
      name: "n2n-natlab-daemons",
      version,
      description: "An n2n v3 edge and supernode",
      license,
      bin: Object.fromEntries(programs.map((program) => [program, `packaging/bin/${program}.cjs`])),
      os: ["linux"],
      engines,
      dependencies,
    };
    writeFileSync(join(stage, "package.json"), `${JSON.stringify(named, undefined, 2)}\n`);
    writeFileSync(join(stage, "README.md"), readme);
    // npm keeps modes, which depend on the umask.
    for (const entry of readdirSync(stage, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) chmodSync(join(entry.parentPath, entry.name), entry.name.endsWith(".cjs") ? 0o755 : 0o644);
    execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: stage, stdio: ["ignore", "ignore", "pipe"] }); // prettier-ignore
    return join(folder, `n2n-natlab-daemons-${version}.tgz`);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

const readme = `# n2n edge and supernode

\`\`\`
npm install --global ./n2n-natlab-daemons-*.tgz
edge --help
supernode --help
\`\`\`

\`packaging/\` has systemd units, files to begin with, alert rules for Prometheus and a dashboard for Grafana.
`;
