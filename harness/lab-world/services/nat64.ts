import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { milliseconds } from "../../../src/base/instant.ts";
import type { Lab } from "../../lab/lab.ts";
import { LabError } from "../../lab/lab-error.ts";
import { nat64Command, nat64Device } from "../../lab/nat64.ts";

/** Tunable, in milliseconds. */
const tuned = { look: milliseconds(20), looks: 250 } as const;

/** Starts NAT64 in every router that has it; resolves when it translates. `folder`: for its configuration and log. */
export async function startNat64(lab: Lab, folder: string): Promise<void> {
  await Promise.all(
    lab.plan.services.nat64.map(async ({ router: name, config, routes }) => {
      const file = (ending: string) => resolve(join(folder, `${name}-nat64.${ending}`));
      await writeFile(file("conf"), config);
      const make = [nat64Command, "--mktun", "--config", file("conf")];
      const { code, stdout, stderr } = await lab.exec(name, make);
      if (code !== 0)
        throw new LabError(`${name} has no NAT64`, { command: make.join(" "), output: `${stdout}${stderr}` });
      await lab.ip(name, routes);
      await lab.spawn(name, [nat64Command, "--nodetach", "--config", file("conf")], { logFile: file("log") });
      await untilOpen(lab, name);
    }),
  );
}

/** The device has a carrier while a program has it open. */
async function untilOpen(lab: Lab, router: string): Promise<void> {
  for (let look = 0; look < tuned.looks; look++) {
    const { stdout } = await lab.exec(router, ["ip", "-o", "link", "show", nat64Device]);
    if (stdout.includes("LOWER_UP")) return;
    await lab.pass(tuned.look);
  }
  throw new LabError(
    `${router} has no NAT64: ${nat64Command} did not open ${nat64Device}; its log is beside its configuration`,
  );
}
