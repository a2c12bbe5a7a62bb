import { expect, it } from "vitest";
import { edgeArguments, n2n1 } from "./n2n1.ts";
import { usual } from "../n2n/options.ts";
import { aliceSetup } from "../testing/case-network.ts";

const setup = aliceSetup("n2n1");
const ends = ["-c", usual.community, "-l", "198.18.1.1:7654", "-M", "1300", "-v"];

it("stays in the foreground, has the network as a mask, and takes a local port", () => {
  const begins = ["-d", "n2n0", "-a", "10.77.0.2", "-s", "255.255.255.0"];
  expect(edgeArguments(setup)).toEqual([...begins, ...ends]);
  expect(edgeArguments({ ...setup, port: 5000 })).toEqual([...begins, ...ends, "-p", "5000"]);
});

it.each([
  ["10.1.2.3/8", "255.0.0.0"],
  ["10.1.2.3/20", "255.255.240.0"],
  ["10.1.2.3/32", "255.255.255.255"],
])("%s has the mask %s", (address, mask) => {
  expect(edgeArguments({ ...setup, address })).toEqual(["-d", "n2n0", "-a", "10.1.2.3", "-s", mask, ...ends]);
});

it("gets its key from the environment", async () => {
  const { argv, env } = await n2n1.node(setup);
  expect(env).toEqual({ N2N_KEY: usual.key });
  expect(argv.join(" ")).not.toContain(usual.key);
});
