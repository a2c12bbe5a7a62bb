import { describe, expect, it } from "vitest";
import { chooseCases, loadScenario, scenarioNames } from "./load.ts";

describe("scenarios by name", () => {
  it.each(scenarioNames())("%s loads, and every case has a network with its two edges", async (name) => {
    const scenario = await loadScenario(name);
    expect(scenario.name).toBe(name);
    for (const parameters of Object.values(scenario.cases)) {
      const { a, b } = scenario.between(parameters);
      expect(JSON.stringify(scenario.net(parameters))).toMatch(new RegExp(`"${a}".*"${b}"`));
    }
  });

  it("suggests similar names for an unknown one", async () => {
    await expect(loadScenario("symetric-vs-cone")).rejects.toThrow("did you mean symmetric-vs-cone");
    await expect(loadScenario("../../etc/passwd")).rejects.toThrow("no scenario");
  });

  it("keeps the scenario's order of cases, and suggests similar names", async () => {
    const scenario = await loadScenario("symmetric-vs-cone");
    expect(chooseCases(scenario, ["symmetric", "public"])).toEqual(["public", "symmetric"]);
    expect(() => chooseCases(scenario, ["fullcone"])).toThrow("did you mean full-cone");
  });
});
