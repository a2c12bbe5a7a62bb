/**
 * TypeScript modules of this repository as JavaScript that Node loads without help, kept in dist/modules beside the time
 * and size of each source. A loader would compile each module in another thread, every time.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { compiledPath, isCompiled, kept, top } from "./compiled-path.mjs";

const list = join(kept, "list.json");

/** Lines of a user's own files stay where they are, because errors name them. */
const ofUsers = /^(?:scenarios|topologies)\//;
const usersFolders = ["scenarios", "topologies"];

/** What depends on where a file is, or on syntax that this Node does not know. */
const beyond = /\bimport\.meta\b|\brequire\(|\b__(?:dir|file)name\b|\busing\s+\w+\s*=/;

/** In compiled text: at the beginning of a statement, or a call. */
const imports = /(^(?:import|export|\})[^"\n]*? from |^import |\bimport\()"(\.{1,2}\/[^"\n]+)"/gm;

/** What compiles: when it changes, everything is compiled again. */
const made = ["ci/bootstrap/modules.mjs", "ci/bootstrap/compiled-path.mjs", "package-lock.json"];

/** By source, relative to the repository. */
const known = read();

/**
 * Compiles a source of this repository, all that it imports, and users' files, where they changed; the file to import
 * instead. Undefined = it cannot be done (a source elsewhere, no right to write, a mistake in a file), and a loader
 * explains it better, or gets by.
 */
export async function compile(source) {
  try {
    const wanted = compiledPath(source);
    if (wanted === undefined) return undefined;
    const changes = await compileAll([relative(top, source), ...usersFolders.flatMap(sourcesIn)]);
    if (changes > 0) write(list, JSON.stringify({ by: maker(), known }));
    return wanted;
  } catch {
    return undefined;
  }
}

function sourcesIn(folder) {
  return readdirSync(join(top, folder)).flatMap((name) => {
    if (/\.(?:mts|cts|js|mjs|cjs)$/.test(name)) throw new Error(`${name} is left to a loader`);
    return /\.ts$/.test(name) && !/\.(?:test|d)\.ts$/.test(name) ? [`${folder}/${name}`] : [];
  });
}

async function compileAll(first) {
  const seen = new Set(first);
  let changes = 0;
  for (let names = first; names.length > 0;) {
    const found = await Promise.all(
      names.map(async (name) => {
        const stamp = stampOf(name);
        if (known[name]?.stamp === stamp) return known[name].imports;
        changes++;
        const module = await compileOne(name);
        known[name] = { stamp, imports: module.imports };
        write(join(kept, `${name.slice(0, -3)}.mjs`), module.text);
        return module.imports;
      }),
    );
    names = [...new Set(found.flat())].filter((name) => !seen.has(name));
    for (const name of names) seen.add(name);
  }
  return changes;
}

async function compileOne(name) {
  const source = readFileSync(join(top, name), "utf8");
  if (ofUsers.test(name) && beyond.test(source)) throw new Error(`${name} is left to a loader`);
  const code = ofUsers.test(name) ? await withoutTypes(source, name) : await lowered(source, name);
  const own = dirname(join(top, name));
  const moved = dirname(join(kept, name));
  const found = [];
  const text = code.replaceAll(imports, (_, before, path) => {
    const target = join(own, path);
    const inside = relative(top, target);
    if (isCompiled(inside)) {
      found.push(inside);
      return `${before}"${path.slice(0, -3)}.mjs"`;
    }
    if (/\.[mc]?tsx?$/.test(target) || !existsSync(target)) throw new Error(`${name}: ${path} is left to a loader`);
    return `${before}"${relative(moved, target)}"`;
  });
  return { text, imports: found };
}

async function withoutTypes(source, name) {
  const { transform } = await import("sucrase");
  return transform(source, { transforms: ["typescript"], disableESTransforms: true, filePath: name }).code;
}

async function lowered(source, name) {
  const { transform } = await import("esbuild");
  const { code } = await transform(source, { loader: "ts", target: "node20.19", sourcefile: name, logLevel: "silent" });
  return code;
}

function stampOf(name) {
  const { mtimeMs, size } = statSync(join(top, name));
  return `${mtimeMs} ${size}`;
}

function maker() {
  return made.map((name) => (existsSync(join(top, name)) ? stampOf(name) : "")).join(", ");
}

/** Renamed into place: programs that start meanwhile see the old file or the new one, whole. */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}

function read() {
  try {
    const { by, known } = JSON.parse(readFileSync(list, "utf8"));
    return by === maker() ? known : {};
  } catch {
    return {};
  }
}
