#!/usr/bin/env node
/**
 * Builds what `npm pack` takes beside the programs: the command `natlab` and the modules of scenario authors, bundled
 * with the libraries that they use, so that an installation brings two dependencies; their types; the libraries' licences.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";
import { build } from "../build.mjs";

const top = fileURLToPath(new URL("../..", import.meta.url));

const namesIn = (folder) =>
  readdirSync(join(top, folder))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => name.slice(0, -3));

const entryPoints = [
  { in: "harness/natlab/natlab.ts", out: "natlab" },
  { in: "harness/index.ts", out: "index" },
  { in: "harness/project/typescript-hooks.mjs", out: "typescript-hooks" },
  ...["decode", "dissector", "replay", "keygen", "portfwd", "route"].map((name) => ({
    in: `src/tools/${name}.ts`,
    out: name,
  })),
  ...["scenarios", "topologies"].flatMap((folder) =>
    namesIn(folder).map((name) => ({ in: `${folder}/${name}.ts`, out: `${folder}/${name}` })),
  ),
];

/** CommonJS libraries ask for Node's modules with it. */
const banner =
  'import { createRequire as natlabRequire } from "node:module";\nconst require = natlabRequire(import.meta.url);';

/** pcap-parser calls a constructor about which Node warns, but for libraries that are not bundled. */
const withoutWarning = {
  name: "no warning",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/node_modules\/pcap-parser\/.*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll("new Buffer(", "Buffer.allocUnsafe("),
    })),
};

const relativeImport = /(?:from |import\()"(\.[^"]+)\.ts"/g;

await build({ say: (line) => console.error(line) });
await bundleNatlab();
declareTypes();

async function bundleNatlab() {
  const folder = join(top, "dist/natlab");
  const unfinished = `${folder}.${process.pid}`;
  const { metafile } = await bundle({
    absWorkingDir: top,
    entryPoints,
    outdir: unfinished,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // One copy of each module: an error of a scenario is an instance of the class that the command knows.
    splitting: true,
    chunkNames: "modules/[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["koffi", "@bokuweb/zstd-wasm"],
    banner: { js: banner },
    plugins: [withoutWarning],
    metafile: true,
    logLevel: "warning",
  });
  // Where a module of the bootstrap looks for it, from modules/.
  copyFileSync(join(top, "ci/rooted.sh"), join(unfinished, "rooted.sh"));
  writeFileSync(join(unfinished, "LICENSES.txt"), licences([...Object.keys(metafile.inputs), ...inputsOfPrograms()]));
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}

/** The programs of `dist` are in the package too; a comment names the file of each of their modules. */
function inputsOfPrograms() {
  const programs = readdirSync(join(top, "dist"), { recursive: true }).filter((name) =>
    /^(programs\/)?[^/]+\.[cm]js$/.test(name),
  );
  return programs.flatMap((name) =>
    Array.from(
      readFileSync(join(top, "dist", name), "utf8").matchAll(/^ *\/\/ (node_modules\/.*)$/gm),
      ([, path]) => path,
    ),
  );
}

/** Of every library of which something was bundled. */
function licences(inputs) {
  const packages = new Set(inputs.flatMap((path) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  const texts = [...packages].sort().map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(top, path, "package.json"), "utf8"));
    const file = readdirSync(join(top, path)).find((one) => /^licen[cs]e(\.|$)/i.test(one));
    const text = file === undefined ? `License: ${license}` : readFileSync(join(top, path, file), "utf8").trim();
    return `${name} ${version}\n\n${text}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

/** The compiler declares every module that a body needs; only those stay that the declarations themselves name. */
function declareTypes() {
  const into = join(top, "dist/types");
  rmSync(into, { recursive: true, force: true });
  const tsc = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "ci/package/tsconfig.types.json"], {
    cwd: top,
    stdio: ["ignore", 2, 2],
  });
  if (tsc.status !== 0) throw new Error("the types were not declared; the lines above say why");
  const kept = new Set();
  const keep = (path) => {
    if (kept.has(path)) return;
    kept.add(path);
    const text = readFileSync(path, "utf8");
    for (const [, to] of text.matchAll(relativeImport)) keep(join(dirname(path), `${to}.d.ts`));
    // A user's compiler finds them by the ending that a module has when it runs.
    writeFileSync(
      path,
      text.replaceAll(relativeImport, (whole) => whole.replace(/\.ts"$/, '.js"')),
    );
  };
  keep(join(into, "harness/index.d.ts"));
  for (const name of namesIn("topologies")) keep(join(into, `topologies/${name}.d.ts`));
  for (const path of readdirSync(into, { recursive: true }).map((name) => join(into, name)))
    if (path.endsWith(".d.ts") && !kept.has(path)) rmSync(path);
}
