import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Lab } from "../../lab/lab.ts";
import { LabError } from "../../lab/lab-error.ts";
import { portMappingArguments } from "../../lab/port-mapping.ts";
import { untilReady } from "../programs/ready.ts";

/** Tunable, in milliseconds. */
const tuned = { patience: 10_000 };

/** Starts the program that maps ports in every router that has one; it ends with the laboratory. `folder`: for its log. */
export async function startPortMapping(lab: Lab, folder: string): Promise<void> {
  await Promise.all(
    lab.plan.services.portMapping.map(async ({ router: name, config, readyPort }) => {
      const file = (ending: string) => resolve(join(folder, `${name}-port-mapping.${ending}`));
      await writeFile(file("conf"), config);
      await lab.spawn(name, portMappingArguments(file("conf"), file("pid")), { logFile: file("log") });
      const gaveUp = (awaited: string) => new LabError(`${name} does not map ports: ${awaited} did not appear`);
      const place = { lab, node: name, patience: tuned.patience, stillRuns: () => undefined, gaveUp };
      await untilReady(place, { udp: readyPort });
    }),
  );
}
