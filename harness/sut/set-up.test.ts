import { expect, it } from "vitest";
import { EnvironmentError } from "../../src/base/environment-error.ts";
import { setUp } from "./set-up.ts";

it("goes on after a system that cannot be installed, and says at the end why", async () => {
  const here = new Set(["first"]);
  const system = (name: string) => ({
    name,
    find: async () =>
      here.has(name) ? { version: "1.0", source: "", files: [] } : { missing: `${name} was not found` },
  });
  const brought: string[] = [];
  const said: string[] = [];
  const bring = async ({ name }: { readonly name: string }) => {
    brought.push(name);
    if (name === "forbidden") throw new EnvironmentError("apt-get failed");
    if (name === "last") here.add(name);
  };
  const lacking = await setUp(["first", "forbidden", "hidden", "last"].map(system), bring, (line) => said.push(line));
  expect(brought).toEqual(["forbidden", "hidden", "last"]);
  expect(said).toEqual(["first 1.0 is installed", "last 1.0 is installed"]);
  expect(lacking).toEqual(["forbidden: apt-get failed", "hidden: hidden was not found"]);
});

it("does not hide a mistake of ours", async () => {
  const missing = { name: "one", find: async () => ({ missing: "" }) };
  const bring = () => Promise.reject(new TypeError("ours"));
  await expect(setUp([missing], bring, () => undefined)).rejects.toThrow("ours");
});
