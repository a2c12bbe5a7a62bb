import type { Exhibit } from "./exhibit.ts";

/** Sends as much as its socket accepts. For the laboratory only: in virtual time it would never end. */
export const deluge: Exhibit = {
  name: "deluge",
  does: "sends as many large datagrams to the relay as it can",
  truth: { direct: true, relayed: false },
  ways: (who, random) => {
    const bytes = random(1000);
    if (who !== "alice") return {};
    return { idle: { every: 1, send: ({ relay }) => Array.from({ length: 100 }, () => ({ to: relay, bytes })) } };
  },
};
