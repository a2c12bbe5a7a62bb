import { EnvironmentError } from "../../src/base/environment-error.ts";
import type { SystemUnderTest } from "./contract.ts";

type Installable = Pick<SystemUnderTest, "name" | "find" | "install">;

/** Brings what is missing, and goes on where one cannot be brought. Returns those, each with the reason. */
export async function setUp<System extends Installable>(
  systems: readonly System[],
  bring: (system: System) => Promise<void>,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const lacking: string[] = [];
  for (const system of systems) {
    const trouble = "missing" in (await system.find()) ? await troubleOf(bring(system)) : undefined;
    const after = await system.find();
    if (!("missing" in after)) say(`${system.name} ${after.version} is installed`);
    else lacking.push(`${system.name}: ${trouble ?? after.missing}`);
  }
  return lacking;
}

const troubleOf = (bringing: Promise<void>): Promise<string | undefined> =>
  bringing.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof EnvironmentError) return error.message;
      throw error;
    },
  );
