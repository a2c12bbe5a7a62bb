import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PackagedFile } from "./control.ts";
import type { Licence } from "./documents.ts";

/** Node.js and the native module for one architecture. */
export interface Runtime {
  /** Debian's name of it. */
  readonly architecture: string;
  /** Folder of an unpacked npm package: `bin/node`, `LICENSE`. */
  readonly node: string;
  /** Folder of the npm package with koffi's binary, and its name below `node_modules`. */
  readonly koffi: string;
  readonly koffiName: string;
}

/** Of koffi, what is needed to build it and to develop with it stays behind. */
const koffiFiles = /^(package\.json|(index|indirect|src\/koffi\/.*)\.c?js)$/;

const zstd = "node_modules/@bokuweb/zstd-wasm";

/** With paths below the packages' folder. */
export function runtimeFiles(top: string, { node, koffi, koffiName }: Runtime): readonly PackagedFile[] {
  const script = readdirSync(join(top, "node_modules/koffi"), { recursive: true, encoding: "utf8" }).filter((path) =>
    koffiFiles.test(path),
  );
  const native = readdirSync(koffi, { recursive: true, encoding: "utf8" }).filter((path) =>
    /^(package\.json|index\.js|linux_[^/]+\/koffi\.node)$/.test(path),
  );
  const common = readdirSync(join(top, zstd, "dist/common"), { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.(js|wasm)$/.test(path),
  );
  return [
    { path: "/node", from: join(node, "bin/node"), mode: 0o755 },
    { path: "/programs/bytecode.cjs", from: join(top, "dist/programs/bytecode.cjs") },
    ...script.map((path) => ({ path: `/node_modules/koffi/${path}`, from: join(top, "node_modules/koffi", path) })),
    ...native.map((path) => ({ path: `/node_modules/${koffiName}/${path}`, from: join(koffi, path) })),
    { path: `/${zstd}/package.json`, from: join(top, zstd, "package.json") },
    ...common.map((path) => ({ path: `/${zstd}/dist/common/${path}`, from: join(top, zstd, "dist/common", path) })),
  ];
}

export const runtimeLicences = (top: string, { node }: Runtime, home: string): readonly Licence[] => [
  {
    files: `${home.slice(1)}/node`,
    copyright: "Node.js contributors, and the authors of the libraries named below",
    name: "Node.js",
    text: readFileSync(join(node, "LICENSE"), "utf8"),
  },
  {
    files: `${home.slice(1)}/node_modules/koffi/* ${home.slice(1)}/node_modules/@koromix/*`,
    copyright: "Niels Martignène",
    name: "koffi",
    text: [
      readFileSync(join(top, "node_modules/koffi/LICENSE.txt"), "utf8"),
      "Of node-addon-api and node-api-headers, which are compiled into it:",
      ...["node-addon-api/LICENSE.md", "node-api-headers/LICENSE"].map((path) =>
        readFileSync(join(top, "node_modules/koffi/vendor", path), "utf8"),
      ),
    ].join("\n"),
  },
  {
    files: `${home.slice(1)}/${zstd}/*`,
    copyright: "bokuweb; Meta Platforms, Inc. and affiliates (zstd)",
    name: "zstd-wasm",
    text: `Of the module: MIT, as its package.json says.\n\nOf zstd, which is compiled into it:\n${zstdLicence}`,
  },
];

/** github.com/facebook/zstd, LICENSE; the npm package does not repeat it. */
const zstdLicence = `BSD License, for Zstandard software

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following
conditions are met:

 * Redistributions of source code must retain the above copyright notice, this list of conditions and the following
   disclaimer.

 * Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
   disclaimer in the documentation and/or other materials provided with the distribution.

 * Neither the name Facebook, nor Meta, nor the names of its contributors may be used to endorse or promote products
   derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`;
