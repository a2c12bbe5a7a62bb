import { expect, it } from "vitest";
import type { DoctorCheck } from "./check.ts";
import { examine, type Examined } from "./examine.ts";
import type { ScratchOutcome } from "./scratch.ts";

const check = (name: string, outcome: ScratchOutcome | Error, more: Partial<DoctorCheck> = {}): DoctorCheck => ({
  name,
  required: true,
  fix: `usual fix of ${name}`,
  ...more,
  try: () => {
    if (outcome instanceof Error) throw outcome;
    return outcome;
  },
});

async function examined(...checks: readonly DoctorCheck[]): Promise<readonly Examined[]> {
  const all = [];
  for await (const one of examine(checks, new AbortController().signal)) all.push(one);
  return all;
}

const works = { works: true, detail: "there" };
const cable = check("veth", new Error("a bug: it was tried"), { inNamespaces: true });

it("without namespaces nothing that needs them is tried, and only they are to be fixed", async () => {
  const forbidden = { works: false, detail: "forbidden", fix: "sysctl" };
  const found = await examined(check("namespaces", forbidden, { isGround: true }), cable, check("disk", works));
  expect(found).toEqual([
    { name: "namespaces", required: true, works: false, tried: true, detail: "forbidden", fix: "sysctl" },
    { name: "veth", required: true, works: false, tried: false, detail: "not tried without namespaces" },
    { name: "disk", required: true, works: true, tried: true, detail: "there" },
  ]);
});

it("names everything that keeps a check from being tried", async () => {
  const ground = { isGround: true };
  const absent = { works: false, detail: "absent" };
  const [, , cableTried] = await examined(
    check("commands", absent, ground),
    check("namespaces", absent, ground),
    cable,
  );
  expect(cableTried).toMatchObject({ tried: false, detail: "not tried without commands and namespaces" });
});

it("with namespaces everything is tried; what fails has its own fix or the usual one", async () => {
  const found = await examined(
    check("namespaces", works, { isGround: true }),
    check("veth", { works: false, detail: "no module" }, { inNamespaces: true }),
    check("disk", Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" })),
  );
  expect(found.map(({ tried, fix }) => [tried, fix])).toEqual([
    [true, undefined],
    [true, "usual fix of veth"],
    [true, "usual fix of disk"],
  ]);
  await expect(examined(check("namespaces", works, { isGround: true }), cable)).rejects.toThrow("a bug");
});
