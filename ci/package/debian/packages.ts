import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { edgeHelp, edgeTable } from "../../../src/cli/edge/table.ts";
import { supernodeHelp, supernodeTable } from "../../../src/cli/supernode/table.ts";
import { coreLicence, librariesIn, licencesText } from "../bundled.ts";
import { debianVersion, type DebianPackage, type PackagedFile, type Release } from "./control.ts";
import { compressed, copyrightText, type Licence } from "./documents.ts";
import { manPage, type ManPage } from "./man-page.ts";
import { runtimeFiles, runtimeLicences, type Runtime } from "./runtime.ts";

/** Where everything but the launchers is. */
const home = "/usr/lib/n2n-natlab";

/** What the packages are made of, beside the repository. */
export interface Ingredients {
  /** The repository. */
  readonly top: string;
  readonly release: Release;
  /** What `--help` of each tool prints. */
  readonly help: Readonly<Record<string, string>>;
  /** The text of a built program. */
  readonly read: (name: string) => string;
}

/** Tools, by the package that has them. */
export const tools: Readonly<Record<"edge" | "supernode", Readonly<Record<string, Tool>>>> = {
  edge: {
    "n2n-decode": { section: 1, purpose: "decode n2n messages of a capture" },
    "n2n-route": { section: 8, purpose: "routes through the community of the edge on this machine" },
    "n2n-portfwd": { section: 8, purpose: "have the home router forward the UDP port of the edge" },
  },
  supernode: { "n2n-keygen": { section: 1, purpose: "keys of n2n users and federations" } },
};

interface Tool {
  /** Of the manual: 8 = for root. */
  readonly section: 1 | 8;
  readonly purpose: string;
}

/** They run on every architecture. */
export const daemonPackages = (from: Ingredients): readonly DebianPackage[] => [
  edgePackage(from),
  supernodePackage(from),
];

/** One for each architecture. */
export function runtimePackage(top: string, runtime: Runtime): DebianPackage {
  const name = "n2n-natlab-runtime";
  const examples = readdirSync(join(top, "packaging"), { recursive: true, encoding: "utf8" }).filter((path) =>
    /^(grafana|prometheus)\/[^/]+$/.test(path),
  );
  return {
    name,
    architecture: runtime.architecture,
    // What the binary asks for: GLIBC_2.28, GLIBCXX_3.4.21 (GCC 5).
    depends: "libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 5), passwd",
    description: [
      "Node.js and native modules of the n2n-natlab daemons",
      "What edge and supernode run on: a Node.js of their own, used by nothing\nelse, with the two modules that they need. It also makes the user n2n,\nwhom both daemons become.",
    ],
    files: [
      ...runtimeFiles(top, runtime).map((file) => ({ ...file, path: `${home}${file.path}` })),
      ...examples.map((path) => ({ path: `/usr/share/doc/${name}/examples/${path}`, from: join(top, "packaging", path) })), // prettier-ignore
      copyright(name, [ownLicence(top), ...runtimeLicences(top, runtime, home)]),
      // Node.js as its project builds it: with its symbols, its own zlib and its licences whole, without Debian's hardening.
      overrides(name, [
        "unstripped-binary-or-object [usr/lib/n2n-natlab/node]",
        "hardening-no-pie [usr/lib/n2n-natlab/node]",
        "embedded-library zlib [usr/lib/n2n-natlab/node]",
        "copyright-file-contains-full-apache-2-license",
        "old-fsf-address-in-copyright-file",
      ]),
    ],
    scripts: maintainerScripts(top, "runtime"),
  };
}

function edgePackage(from: Ingredients): DebianPackage {
  const { top } = from;
  return daemonPackage(from, "edge", {
    programs: [...scripts("edge", "fast-worker"), "fast-core.wasm"],
    samples: [{ path: "/etc/n2n/edge.conf.sample", from: join(top, "packaging/etc/edge.conf"), mode: 0o640 }],
    page: { help: edgeHelp, table: edgeTable },
    description: [
      "peer-to-peer VPN in layer two: a node of an n2n community",
      "Edges of a community reach each other directly where NATs allow it, and\nover a supernode elsewhere. Speaks the protocol of n2n v3, and reads the\nfiles of n2n and n3n.\n\nConfigure /etc/n2n/edge.conf, then: systemctl enable --now edge",
    ],
  });
}

function supernodePackage(from: Ingredients): DebianPackage {
  const { top } = from;
  return daemonPackage(from, "supernode", {
    programs: [...scripts("supernode", "relay-worker"), "relay-core.wasm"],
    samples: [{ path: "/etc/n2n/supernode.conf.sample", from: join(top, "packaging/etc/supernode.conf") }],
    page: { help: supernodeHelp, table: supernodeTable },
    description: [
      "peer-to-peer VPN in layer two: where the edges of n2n meet",
      "A supernode introduces the edges of its communities to each other, and\nrelays what cannot go directly. Speaks the protocol of n2n v3, and reads\nthe files of n2n and n3n.\n\nConfigure /etc/n2n/supernode.conf, then: systemctl enable --now supernode",
    ],
  });
}

interface Daemon {
  readonly programs: readonly string[];
  readonly samples: readonly PackagedFile[];
  readonly page: Pick<ManPage, "help" | "table">;
  readonly description: DebianPackage["description"];
}

function daemonPackage(
  { top, release, help, read }: Ingredients,
  daemon: "edge" | "supernode",
  { programs, samples, page, description }: Daemon,
): DebianPackage {
  const name = `n2n-natlab-${daemon}`;
  const common = { version: release.version, date: new Date(release.time * 1000).toISOString().slice(0, 10) };
  const own = Object.entries(tools[daemon]);
  const files = [...programs, ...own.map(([tool]) => `${tool}.mjs`)];
  const units = readdirSync(join(top, "packaging/systemd")).filter((unit) => new RegExp(`^${daemon}[-@.]`).test(unit));
  return {
    name,
    architecture: "all",
    depends: `n2n-natlab-runtime (= ${debianVersion(release.version)})`,
    // Another package's programs of the same names.
    more: { Conflicts: "n2n", Replaces: "n2n" },
    description,
    files: [
      ...files.map((file) => program(top, file, read)),
      launcher("/usr/sbin", daemon, `${daemon}.cjs`),
      ...own.map(([tool, { section }]) => launcher(section === 8 ? "/usr/sbin" : "/usr/bin", tool)),
      page8(manPage({ ...common, ...page, name: daemon, section: 8, more: filesOf(daemon) })),
      ...own.map(([tool, { section, purpose }]) => ({
        path: `/usr/share/man/man${section}/${tool}.${section}.gz`,
        text: compressed(manPage({ ...common, name: tool, section, purpose, help: help[tool]! })),
      })),
      ...units.map((unit) => ({ path: `/usr/lib/systemd/system/${unit}`, from: join(top, "packaging/systemd", unit) })), // prettier-ignore
      ...samples,
      copyright(name, [
        ownLicence(top),
        ...bundledLicences(
          top,
          files.map((file) => [file, read(file)] as const),
        ),
      ]),
      // A sample of a file with a key in it, so that a copy has the right mode.
      ...(daemon === "edge"
        ? [overrides(name, ["non-standard-file-perm 0600 != 0644 [etc/n2n/edge.conf.sample]"])]
        : []),
    ],
    scripts: maintainerScripts(top, daemon),
  };

  function page8(text: string): PackagedFile {
    return { path: `/usr/share/man/man8/${daemon}.8.gz`, text: compressed(text) };
  }
}

/** As the build makes them. Their bytecode is made where they are installed, by the runtime that is there. */
const scripts = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`${name}.cjs`, `programs/${name}.cjs`]);

/** A script without the line that names an interpreter: the launcher does. */
const program = (top: string, name: string, read: Ingredients["read"]): PackagedFile => {
  const path = `${home}/${name}`;
  return /\.[cm]js$/.test(name)
    ? { path, text: read(name).replace(/^#!.*\n/, "") }
    : { path, from: join(top, "dist", name) };
};

const filesOf = (daemon: string): NonNullable<ManPage["more"]> => [
  [
    "FILES",
    `/etc/n2n/${daemon}.conf: options, one per line. ${daemon}.conf.sample beside it is one to copy.`,
    ...(daemon === "edge" ? ["/etc/n2n/edge-NAME.conf: the same for the unit edge@NAME."] : []),
    `/etc/n3n/SESSION.conf: a session of n3n, for the unit ${daemon}-session@SESSION.`,
  ],
];

/** Few threads: a daemon is idle most of the time, and what carries frames is a thread of its own. */
function launcher(folder: string, name: string, script = `${name}.mjs`): PackagedFile {
  const text = `#!/bin/sh\nexport UV_THREADPOOL_SIZE="\${UV_THREADPOOL_SIZE:-2}"\nexec ${home}/node ${nodeFlags.join(" ")} ${home}/${script} "$@"\n`;
  return { path: `${folder}/${name}`, mode: 0o755, text };
}

export const nodeFlags = ["--v8-pool-size=1", "--disable-sigusr1"] as const;

const maintainerScripts = (top: string, of: string): DebianPackage["scripts"] =>
  Object.fromEntries(
    readdirSync(join(top, "packaging/debian"))
      .filter((name) => name.startsWith(`${of}.`))
      .map((name) => [name.slice(of.length + 1), readFileSync(join(top, "packaging/debian", name), "utf8")]),
  );

const copyright = (name: string, licences: readonly Licence[]): PackagedFile => ({
  path: `/usr/share/doc/${name}/copyright`,
  text: copyrightText(licences),
});

const ownLicence = (top: string): Licence => {
  const text = readFileSync(join(top, "LICENSE"), "utf8");
  return { files: "*", copyright: /^Copyright (?:\(c\) )?(.*)$/m.exec(text)![1]!, name: "Expat", text };
};

/** Of files with parts of others' libraries in them. */
function bundledLicences(top: string, files: readonly (readonly [name: string, text: string])[]): readonly Licence[] {
  const own = ownLicence(top);
  const at = (name: string) => `${home.slice(1)}/${name}`;
  const bundles = files.flatMap(([name, text]): readonly Licence[] => {
    const libraries = librariesIn(top, [text]);
    if (libraries.length === 0) return [];
    const holders = libraries.flatMap((library) => library.holders);
    return [
      {
        files: at(name),
        copyright: [...new Set([own.copyright, ...holders])].join("\n "),
        name: [...new Set([own.name, ...libraries.map(({ licence }) => debianName(licence))])].join(" and "),
        text: `Of the program: ${own.name}, as above. Of what is bundled into it:\n\n${licencesText(libraries)}`,
      },
    ];
  });
  const cores = files.flatMap(([name]) => (name.endsWith(".wasm") ? [at(name)] : [])).join(" ");
  const { holders, name, text } = coreLicence;
  return [
    ...bundles,
    { files: cores, copyright: `${own.copyright}\n ${holders}`, name: `${own.name} and ${name}`, text },
  ];
}

/** DEP-5 calls two licences MIT, and this one Expat. */
const debianName = (licence: string): string => (licence === "MIT" ? "Expat" : licence);

const overrides = (name: string, tags: readonly string[]): PackagedFile => ({
  path: `/usr/share/lintian/overrides/${name}`,
  text: tags.map((tag) => `${name}: ${tag}\n`).join(""),
});
