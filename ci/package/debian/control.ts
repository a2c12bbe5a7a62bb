/** Fields of a binary package's control file (Debian Policy 5.3), and what it installs. */
export interface DebianPackage {
  readonly name: string;
  readonly architecture: string;
  readonly depends: string;
  /** The first line, then the long description. */
  readonly description: readonly [short: string, long: string];
  /** Other fields. */
  readonly more?: Readonly<Record<string, string>>;
  readonly files: readonly PackagedFile[];
  /** `postinst`, `prerm`, `postrm` → text. */
  readonly scripts: Readonly<Record<string, string>>;
}

/** A file of a package: `from` = copied from there, `text` = as written here, `link` = a symbolic link. */
export type PackagedFile = {
  /** Absolute. */
  readonly path: string;
  /** 0644 if absent. */
  readonly mode?: number;
} & ({ readonly from: string } | { readonly text: string | Uint8Array } | { readonly link: string });

export interface Release {
  /** As npm has it. */
  readonly version: string;
  /** `Name <address>` */
  readonly maintainer: string;
  /** Seconds since the epoch: of all files, and of the changelog. */
  readonly time: number;
}

/** A pre-release comes before its release: `1.0.0~rc.1` (deb-version(7)). */
export const debianVersion = (version: string): string => version.replace("-", "~");

/** `bytes`: of all files. */
export function controlText(
  { name, architecture, depends, description: [short, long], more = {} }: DebianPackage,
  { version, maintainer }: Release,
  bytes: number,
): string {
  const fields = {
    Package: name,
    Version: debianVersion(version),
    Architecture: architecture,
    Maintainer: maintainer,
    "Installed-Size": String(Math.ceil(bytes / 1024)),
    Depends: depends,
    ...more,
    Section: "net",
    Priority: "optional",
    Description: [short, ...long.split("\n").map((line) => ` ${line || "."}`)].join("\n"),
  };
  return Object.entries(fields)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join("");
}

/** Policy 12.7; the lines are of the CHANGELOG's section for this version, or else name it. */
export function changelogText(name: string, { version, maintainer, time }: Release): string {
  const date = new Date(time * 1000).toUTCString().replace("GMT", "+0000");
  return `${name} (${debianVersion(version)}) unstable; urgency=medium\n\n  * Release ${version}.\n\n -- ${maintainer}  ${date}\n`;
}

/** Files below /etc, which an upgrade never overwrites if they were changed. */
export const conffiles = ({ files }: DebianPackage): string =>
  files.flatMap(({ path }) => (path.startsWith("/etc/") ? [`${path}\n`] : [])).join("");
