import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const top = join(import.meta.dirname, "..");
const folder = join(top, ".github/workflows");
const { scripts } = JSON.parse(readFileSync(join(top, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const permissions = z.union([z.literal("read-all"), z.record(z.string(), z.enum(["read", "write", "none"]))]);

/** What GitHub documents of a step and a job ("Workflow syntax for GitHub Actions"), as far as these workflows use it. */
const step = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    if: z.string(),
    shell: z.string(),
    "working-directory": z.string(),
    uses: z.string().regex(/^(\.\/|[\w-]+\/[\w-]+@v\d)/),
    run: z.string(),
    with: values,
    env: values,
  })
  .partial()
  .refine(({ uses, run }) => (uses === undefined) !== (run === undefined), "either uses or run");

const container = z.union([z.string(), z.strictObject({ image: z.string(), options: z.string().optional() })]);
const strategy = z.strictObject({
  "fail-fast": z.boolean().optional(),
  matrix: z.record(z.string(), z.union([z.array(z.unknown()), z.string()])),
});

const job = z.strictObject({
  "runs-on": z.string(),
  steps: z.array(step).nonempty(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  if: z.string().optional(),
  env: values.optional(),
  permissions: permissions.optional(),
  "timeout-minutes": z.number().optional(),
  strategy: strategy.optional(),
  container: container.optional(),
  environment: z.strictObject({ name: z.string(), url: z.string().optional() }).optional(),
});

const input = z.strictObject({
  type: z.enum(["string", "boolean", "number"]),
  description: z.string().optional(),
  required: z.boolean().optional(),
  default: z.union([z.string(), z.boolean(), z.number()]).optional(),
});

const workflow = z.strictObject({
  name: z.string(),
  on: z.union([
    z.array(z.string()).transform(() => ({ workflow_call: undefined })),
    z.looseObject({ workflow_call: z.strictObject({ inputs: z.record(z.string(), input) }).optional() }),
  ]),
  permissions: permissions.optional(),
  env: values.optional(),
  jobs: z.record(z.string(), job),
});

type Workflow = z.infer<typeof workflow>;

const namesIn = (text: string, context: string): string[] =>
  [...text.matchAll(/\$\{\{(.*?)\}\}/gs)].flatMap(([, expression]) =>
    [...expression!.matchAll(new RegExp(`\\b${context}\\.([\\w-]+)`, "g"))].map(([, name]) => name!),
  );

/** What one of its expressions names and nothing declares. */
function undeclared({ on, jobs, ...rest }: Workflow): string[] {
  const inputs = Object.keys(on.workflow_call?.inputs ?? {});
  const missing = namesIn(JSON.stringify({ jobs, rest }), "inputs").filter((name) => !inputs.includes(name));
  for (const [name, one] of Object.entries(jobs)) {
    const text = JSON.stringify(one);
    const matrix = Object.keys(one.strategy?.matrix ?? {});
    const ids = one.steps.flatMap(({ id }) => id ?? []);
    missing.push(...namesIn(text, "matrix").filter((each) => !matrix.includes(each)));
    missing.push(...namesIn(text, "steps").filter((each) => !ids.includes(each)));
    missing.push(...[one.needs ?? []].flat().filter((each) => jobs[each] === undefined || each === name));
  }
  return missing;
}

describe.each(readdirSync(folder))("%s", (file) => {
  const made = workflow.safeParse(parse(readFileSync(join(folder, file), "utf8")));

  it("is a workflow", () => {
    expect(made.error?.issues ?? []).toEqual([]);
  });

  it("names nothing that is not declared", () => {
    expect(undeclared(made.data!)).toEqual([]);
  });

  it("puts no input into a script, and runs scripts that exist", () => {
    const lines = Object.values(made.data!.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(lines.flatMap((line) => namesIn(line, "inputs"))).toEqual([]);
    const named = lines.flatMap((line) => [...line.matchAll(/\bnpm run (?:-s )?([\w:]+)/g)].map(([, name]) => name!));
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
