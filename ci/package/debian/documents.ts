import { gzipSync } from "node:zlib";

/** As `gzip -9n`: without a name and a time. */
export const compressed = (text: string): Uint8Array => gzipSync(text, { level: 9 });

/** A licence of what a package has in it. */
export interface Licence {
  /** Of the package's paths. */
  readonly files: string;
  readonly copyright: string;
  /** Its short name (DEP-5). */
  readonly name: string;
  readonly text: string;
}

/** Debian's machine-readable copyright file (DEP-5). */
export function copyrightText(licences: readonly Licence[]): string {
  const head =
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: n2n-natlab\n";
  return [head, ...licences.map(paragraph)].join("\n");
}

function paragraph({ files, copyright, name, text }: Licence): string {
  const body = text
    .trim()
    .split("\n")
    .map((line) => ` ${line.trim() === "" ? "." : line.trimEnd()}`)
    .join("\n");
  return `Files: ${files}\nCopyright: ${copyright}\nLicense: ${name}\n${body}\n`;
}
