import { expect, it } from "vitest";
import { journalArguments } from "./logs.ts";

it.each([
  ["", ["--unit=edge.service", "--lines=50", "--no-pager"]],
  ["-f", ["--unit=edge.service", "--lines=50", "--follow"]],
  ["office -n 5", ["--unit=edge@office.service", "--lines=5", "--no-pager"]],
  ["-n 5 office --follow", ["--unit=edge@office.service", "--lines=5", "--follow"]],
  ["--session mynet", ["--unit=edge-session@mynet.service", "--lines=50", "--no-pager"]],
])("logs %s", (line, expected) => expect(journalArguments(line.split(" ").filter(Boolean), "edge")).toEqual(expected));

it.each([
  ["a b", /one name/],
  ["-n 0", /from 1 to/],
  ["--session", /needs a name/],
  ["--unit=sshd", /unknown option --unit/],
  ["a/b", /not the name of a unit/],
])("logs %s is refused", (line, message) => expect(() => journalArguments(line.split(" "), "edge")).toThrow(message));

it("says what it is", () => expect(journalArguments(["-h"], "supernode")).toMatch(/^supernode logs: .*\n[^]*--follow/));
