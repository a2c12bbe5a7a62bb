#!/usr/bin/env node
/**
 * Bundles separate programs into dist/. Only when a source is newer than the last build, unless
 * --force. Plain JavaScript: it runs before anything was built.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const top = fileURLToPath(new URL("..", import.meta.url));

/** Name of the bundle → its first source; an entry whose source does not exist is left out. */
const allEntries = {
  edge: "src/cli/edge.ts",
  supernode: "src/cli/supernode.ts",
  "fast-worker": "src/runtime/datapath/fast/edge/worker.ts",
  "relay-worker": "src/runtime/datapath/fast/supernode/worker.ts",
  "n2n-keygen": "src/tools/keygen.ts",
  "n2n-decode": "src/tools/decode.ts",
  "n2n-portfwd": "src/tools/portfwd.ts",
  "n2n-route": "src/tools/route.ts",
  "lab-agent": "harness/lab/agent/main.ts",
  "lab-groups": "harness/lab/agent/with-groups.ts",
  transfer: "harness/lab/transfer/main.ts",
  load: "harness/lab/load/main.ts",
  pipe: "harness/lab/pipe/main.ts",
  "hyperdht-helper": "harness/sut/npm/hyperdht/helper.ts",
  "hyperdht-node": "harness/sut/npm/hyperdht/node.ts",
  "libp2p-helper": "harness/sut/npm/libp2p/helper.ts",
  "libp2p-node": "harness/sut/npm/libp2p/node.ts",
  "tox-helper": "harness/sut/tox/helper.ts",
  "tox-node": "harness/sut/tox/node.ts",
  "webrtc-helper": "harness/sut/npm/webrtc/helper.ts",
  "webrtc-node": "harness/sut/npm/webrtc/node.ts",
};

/** Programs and threads that start often: a script each in `dist/programs`, with its bytecode; `dist/NAME.cjs` starts it. */
const quick = ["edge", "supernode", "fast-worker", "relay-worker", "lab-agent"];

/** Of Node, with which a program is started. */
const flags = { "lab-agent": ["--single-threaded-gc"] };

/** What starts them. */
const starter = { bytecode: "src/runtime/process/bytecode.ts" };

const coreModules = ["fast-core.wasm", "relay-core.wasm"];

/** What these are made of. Compiling them takes longer than everything else. */
const coreSources = ["src/runtime/datapath/fast", "package-lock.json", "ci/compile-core.mjs"];

/** Where sources come from. Directories count too: a removed file changes nothing else. */
const watched = ["src", "harness", "package.json", "package-lock.json", "ci/build.mjs", "ci/compile-core.mjs"];

/**
 * @param {{ entries?: Record<string, string>, force?: boolean, say?: (line: string) => void }} [options]
 * @returns {Promise<boolean>} whether anything was built. Rejects when a source does not compile.
 */
export async function build({ entries = allEntries, force = false, say = () => undefined } = {}) {
  const present = Object.entries(entries).filter(([, source]) => changed(join(top, source)) > 0);
  const bundles = present.map(([name]) => join(top, "dist", name + endingOf(name)));
  const coreChanged = latest(coreSources);
  const cores = coreModules.filter((name) => force || changed(join(top, "dist", name)) <= coreChanged);
  if (!force && cores.length === 0 && latest(watched) < Math.min(...bundles.map(changed))) return false;

  const { build: bundle } = await import("esbuild");
  const { compileCore } = await import("./compile-core.mjs");
  const begun = performance.now();
  const compiled = await Promise.all(
    cores.map(async (name) => ({ path: join(top, "dist", name), contents: await compileCore(name) })),
  );
  const common = {
    absWorkingDir: top,
    outdir: "dist",
    bundle: true,
    platform: "node",
    target: "node20",
    external: ["koffi", "@bokuweb/zstd-wasm"],
    // Its modules for Node ask for others while they run, which a bundle cannot.
    alias: { yaml: join(top, "node_modules/yaml/browser/index.js") },
    sourcemap: true,
    logLevel: "warning",
    write: false,
  };
  const points = (programs) => programs.map(([name, source]) => ({ in: source, out: name }));
  const isQuick = ([name]) => quick.includes(name);
  const [modules, scripts] = await Promise.all([
    bundle({
      ...common,
      entryPoints: points(present.filter((program) => !isQuick(program))),
      outExtension: { ".js": ".mjs" },
      format: "esm",
    }),
    bundle({
      ...common,
      entryPoints: points([...present.filter(isQuick), ...Object.entries(starter)]),
      outdir: "dist/programs",
      outExtension: { ".js": ".cjs" },
      format: "cjs",
      // A script cannot import while it runs.
      supported: { "dynamic-import": false },
      // To what was started.
      banner: { js: builtPlace },
      define: {
        "import.meta.filename": "builtFile",
        "import.meta.url": "builtUrl",
        "import.meta.dirname": "builtFolder",
      },
    }),
  ]);
  // Renamed into place: programs that start meanwhile see the old bundle or the new one, whole.
  makeDist(Object.keys(entries));
  const programs = [...modules.outputFiles, ...scripts.outputFiles].map(({ path, contents, text }) => ({
    path,
    contents: path.endsWith(".mjs") ? oneByte(text) : path.endsWith(".cjs") ? withBuild(oneByte(text)) : contents,
  }));
  const starts = present
    .filter(isQuick)
    .map(([name]) => ({ path: join(top, "dist", `${name}.cjs`), contents: start(name) }));
  const results = [...programs, ...starts, ...compiled];
  for (const { path, contents } of results) {
    const unfinished = `${path}.${process.pid}`;
    try {
      writeFileSync(unfinished, contents);
      renameSync(unfinished, path);
    } catch (error) {
      rmSync(unfinished, { force: true });
      throw error;
    }
  }
  await Promise.all(present.filter(isQuick).map(([name]) => keepBytecode(name)));
  const made = [...bundles, ...compiled.map(({ path }) => path)];
  say(`built ${made.map((path) => relative(top, path)).join(", ")} in ${Math.round(performance.now() - begun)} ms`);
  return true;
}

const endingOf = (/** @type {string} */ name) => (quick.includes(name) ? ".cjs" : ".mjs");

/** One character beyond ASCII makes V8 keep and parse a program with two bytes for each. They are in comments only. */
const oneByte = (/** @type {string} */ text) => text.replaceAll(/[\u0080-\uffff]/g, "?");

/** Says which build bytecode belongs to. */
const withBuild = (/** @type {string} */ text) =>
  `${text.replace(/^#!.*/, "")}\n//# built ${createHash("sha256").update(text).digest("hex")}\n`;

const builtPlace = [
  '"use strict";',
  'const builtPath = require("node:path"), builtFolder = builtPath.dirname(__dirname);',
  "const builtFile = builtPath.join(builtFolder, builtPath.basename(__filename));",
  'const builtUrl = require("node:url").pathToFileURL(builtFile).href;',
].join(" ");

const start = (/** @type {string} */ name) =>
  `#!/usr/bin/env node\nrequire("./programs/bytecode.cjs").startBuilt(\`\${__dirname}/programs\`, "${name}");\n`;

/** With the Node that builds. */
const keepBytecode = (/** @type {string} */ name) =>
  promisify(execFile)(
    process.execPath,
    [
      ...(flags[name] ?? []),
      "-e",
      'require("./dist/programs/bytecode.cjs").keepBytecode("dist/programs", process.argv[1])',
      name,
    ],
    { cwd: top },
  );

/**
 * A killed build leaves files with its process in their names, and an older version programs that would still run: both are swept
 * away.
 */
function makeDist(/** @type {string[]} */ names) {
  const dist = join(top, "dist");
  for (const folder of [dist, join(dist, "programs")]) {
    // On a read-only disk, "recursive" would report a missing folder.
    if (!existsSync(folder)) mkdirSync(folder);
    for (const name of readdirSync(folder)) {
      const [, pid] = /\.(\d+)$/.exec(name) ?? [];
      if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(folder, name), { force: true });
      const [, program, ending] = /^([^.]+)(\.[cm]js)(\.map)?$/.exec(name) ?? [];
      if (folder === dist && program !== undefined && !(names.includes(program) && ending === endingOf(program)))
        rmSync(join(folder, name), { force: true });
    }
  }
}

/** Milliseconds since the epoch; 0 = no such file. */
function changed(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When sources changed last, in milliseconds since the epoch; paths relative to the repository. */
export const latest = (/** @type {string[]} */ paths) => Math.max(...paths.map((path) => newest(join(top, path))));

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path, { withFileTypes: true }).reduce(
    (latest, entry) =>
      entry.isDirectory() || /\.(ts|json)$/.test(entry.name)
        ? Math.max(latest, newest(join(path, entry.name)))
        : latest,
    stat.mtimeMs,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await build({ force: process.argv.includes("--force"), say: (line) => console.log(line) });
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    process.exit(1);
  }
}
