import { fstatSync, closeSync, openSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Files } from "./config-file.ts";

export const systemFiles: Files = {
  read(path) {
    const fd = openSync(path, "r");
    try {
      return { text: readFileSync(fd, "utf8"), mode: fstatSync(fd).mode };
    } finally {
      closeSync(fd);
    }
  },
  absolute: (path) => resolve(path),
};
