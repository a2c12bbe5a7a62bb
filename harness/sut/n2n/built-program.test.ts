import { afterEach, expect, it, vi } from "vitest";
import { sourceOf } from "./built-program.ts";

afterEach(() => vi.unstubAllEnvs());

it("a folder that a user names is not named in reports; one of the system is", () => {
  vi.stubEnv("N2N_DIR", "/home/somebody/n2n/");
  expect(sourceOf("/home/somebody/n2n/edge", "N2N_DIR")).toBe("built from source (N2N_DIR)");
  expect(sourceOf("/usr/sbin/edge", "N2N_DIR")).toBe("/usr/sbin");
  vi.stubEnv("N2N_DIR", undefined);
  expect(sourceOf("/usr/sbin/edge", "N2N_DIR")).toBe("/usr/sbin");
});
