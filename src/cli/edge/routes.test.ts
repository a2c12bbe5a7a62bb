import { expect, it } from "vitest";
import { memberRoute, usefulRoutes } from "./routes.ts";

it("skips useless routes, with a warning", () => {
  const given = ["10.1.0.0/16:10.0.0.2", "10.1.0.0/16:10.0.0.3", "10.0.0.0/24:10.0.0.2", "0.0.0.0/0:10.0.0.1"];
  const asked = given.map((name) => memberRoute("-n", name));
  const { routes, warnings } = usefulRoutes(asked, { address: "10.0.0.1", prefix: 24 });
  expect(routes).toEqual(asked.slice(0, 1));
  expect(warnings).toEqual([
    "-n 10.1.0.0/16:10.0.0.3 does not count: the route to it by 10.0.0.2 does",
    "-n 10.0.0.0/24:10.0.0.2 does not count: the community's own network needs no route",
    "-n 0.0.0.0/0:10.0.0.1 does not count: that is this edge itself",
  ]);
});
