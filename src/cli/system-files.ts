import { fstatSync, closeSync, openSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { bytesOf, textOf } from "../base/byte-text.ts";
import type { Files } from "./config-file.ts";

export const systemFiles: Files = {
  read(path) {
    const fd = openSync(pathBytes(path), "r");
    try {
      return { text: textOf(readFileSync(fd)).replace(/^\ufeff/, ""), mode: fstatSync(fd).mode };
    } finally {
      closeSync(fd);
    }
  },
  absolute: (path) => resolve(path),
};

/** File names are bytes. */
const pathBytes = (path: string): Buffer => Buffer.from(bytesOf(path));
