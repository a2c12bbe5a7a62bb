import { closeSync, openSync, writeSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigError } from "./config-error.ts";
import { environmentError } from "./environment-error.ts";

const thrown = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("a fault of the environment", () => {
  it("is known by its code, with what was tried", () => {
    const fd = openSync("/dev/full", "w");
    const error = environmentError(thrown(() => writeSync(fd, "x")));
    closeSync(fd);
    expect(error).toMatchObject({ message: "write: no space left on the device (ENOSPC)", exitCode: 74 });
    expect(error).toBeInstanceOf(ConfigError);
  });

  it.each([
    [
      Object.assign(new Error("x"), { code: "EACCES", syscall: "open", path: "/a" }),
      "open /a: not permitted (EACCES)",
      69,
    ],
    [Object.assign(new Error("x"), { code: "EROFS" }), "the file system is read-only (EROFS)", 74],
    [
      Object.assign(new Error("x"), { code: "ERR_SYSTEM_ERROR", info: { errno: 24 } }),
      /^too many open files in this process/,
      69,
    ],
    [
      Object.assign(new Error("Worker initialization failure: EMFILE"), { code: "ERR_WORKER_INIT_FAILED" }),
      /too many open files/,
      69,
    ],
    [
      Object.assign(new Error("Cannot read package config /a/package.json: too many open files."), {
        code: "ERR_INVALID_PACKAGE_CONFIG",
      }),
      /^too many open files in this process/,
      69,
    ],
    [
      Object.assign(new Error("/a/koffi.node: cannot open shared object file: Too many open files in system"), {
        code: "ERR_DLOPEN_FAILED",
      }),
      /^too many open files on this machine/,
      69,
    ],
    [
      new RangeError("WebAssembly.Memory(): could not allocate memory"),
      /^not enough memory for WebAssembly, .* address space; raise the limit \(ulimit -v\)$/,
      69,
    ],
    [new Error("x", { cause: Object.assign(new Error("y"), { code: "EPERM" }) }), "not permitted (EPERM)", 69],
  ])("%s", (error, message, exitCode) => {
    const found = environmentError(error)!;
    expect(found.message).toMatch(message);
    expect(found.exitCode).toBe(exitCode);
  });

  it.each([new Error("EMFILE is a word"), Object.assign(new Error("x"), { code: "ENOENT" }), "EMFILE", undefined])(
    "is not %s",
    (error) => expect(environmentError(error)).toBeUndefined(),
  );

  it("is not an error whose code is a number", () => {
    expect(environmentError(new DOMException("aborted", "AbortError"))).toBeUndefined();
    expect(environmentError(Object.assign(new Error("x"), { code: 28 }))).toBeUndefined();
  });
});
