import type { Actors, Check, Scenario } from "../story/scenario.ts";
import type { Topology } from "../topology/topology.ts";

/** Of the only case. */
export const onlyCase = "test";

/** A story that somebody else tells: it begins when it is run, and ends when that is asked for. */
export class OpenStory {
  readonly scenario: Scenario;
  readonly network: Topology;
  readonly begun: Promise<{ readonly actors: Actors<string, string>; readonly check: Check }>;
  end: (error?: Error) => void = () => undefined;

  constructor(name: string, network: Topology) {
    this.network = network;
    const over = new Promise<void>((resolve, reject) => {
      this.end = (error) => (error === undefined ? resolve() : reject(error));
    });
    over.catch(() => undefined);
    let begin: (what: { actors: Actors<string, string>; check: Check }) => void;
    this.begun = new Promise((resolve) => (begin = resolve));
    this.scenario = {
      name,
      claim: "what a test claims",
      cases: { [onlyCase]: {} },
      net: () => network,
      between: () => ({ a: "", b: "", path: "either" }),
      run: (actors, _case, check) => {
        begin({ actors, check });
        return over;
      },
    };
  }
}
