import { since } from "../../src/base/instant.ts";
import type { Step } from "../evidence/evidence.ts";
import type { CaseProgress } from "./progress.ts";
import type { World } from "./world.ts";

/** The same world, telling the progress of each check to whoever watches. */
export function tellProgress(world: World, progress: CaseProgress): World {
  return new Proxy(world, {
    get(target, name) {
      if (name === "record") {
        return (step: Step) => {
          target.record(step);
          if (step.claim !== undefined) progress.done(`${step.claim.kind} ${time(step)}`);
          else progress.at(step.what);
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

const time = (step: Step) => `${((step.ended === undefined ? 0 : since(step.at, step.ended)) / 1000).toFixed(1)}s`;
