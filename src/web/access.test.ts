import { describe, expect, it } from "vitest";
import { type Arrived, WebAccess } from "./access.ts";

const asker = { isTrusted: () => false };
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const from = (by: Arrived["by"], more: Partial<Arrived> = {}): Arrived => ({
  by,
  host: "127.0.0.1:80",
  asker,
  ...more,
});

describe("reading", () => {
  const open = new WebAccess({});
  const guarded = new WebAccess({ token: "t0ken" });
  const status = (access: WebAccess, arrived: Arrived) => access.refusal(arrived)?.status;

  it("is free on this machine, but not to a page of another site, under whatever name", () => {
    expect(status(open, from("unix", { host: "x" }))).toBeUndefined();
    for (const host of ["127.0.0.1:5", "localhost:5", "[::1]:5", "LOCALHOST", "127.1.2.3", undefined])
      expect(status(open, from("loopback", { host }))).toBeUndefined();
    for (const host of ["evil.example", "127.0.0.1.evil.example:5", "localhost.evil.example", ""])
      expect(status(open, from("loopback", { host }))).toBe(403);
    expect(status(open, from("loopback", { origin: "http://127.0.0.1:80" }))).toBeUndefined();
    for (const origin of ["http://evil.example", "null", "http://127.0.0.1:81"])
      expect(status(open, from("loopback", { origin }))).toBe(403);
    expect(status(open, from("unix", { origin: "http://evil.example" }))).toBe(403);
  });

  it("takes the token over the network, as a bearer or as a password", () => {
    expect(status(guarded, from("network"))).toBe(401);
    expect(status(open, from("network", { authorization: "Bearer undefined" }))).toBe(401);
    for (const authorization of ["Bearer wrong", basic("x:wrong"), "Basic !!!", "Bearer", "Basic"])
      expect(status(guarded, from("network", { authorization }))).toBe(401);
    for (const authorization of ["Bearer t0ken", basic("x:t0ken")])
      expect(status(guarded, from("network", { authorization }))).toBeUndefined();
  });
});

describe("changing", () => {
  const trusted = { isTrusted: () => true };

  it("takes a password; the public one serves root and the owner only", () => {
    const byDefault = new WebAccess({});
    const own = new WebAccess({ password: "geheim:1" });
    expect(byDefault.mayChange(from("unix", { asker: trusted }))).toBe(false);
    expect(byDefault.mayChange(from("unix", { authorization: basic("n3n:n3n"), asker: trusted }))).toBe(true);
    expect(byDefault.mayChange(from("unix", { authorization: basic("n3n:n3n") }))).toBe(false);
    expect(new WebAccess({ password: "n3n" }).mayChange(from("loopback", { authorization: basic("n3n:n3n") }))).toBe(
      false,
    );
    expect(own.mayChange(from("loopback", { authorization: basic("anybody:geheim:1") }))).toBe(true);
    expect(own.mayChange(from("unix", { authorization: basic("n3n:n3n"), asker: trusted }))).toBe(false);
  });

  it("over the network takes the token, not the password", () => {
    const access = new WebAccess({ password: "geheim", token: "t0ken" });
    expect(access.mayChange(from("network", { authorization: basic("x:geheim"), asker: trusted }))).toBe(false);
    expect(access.mayChange(from("network", { authorization: "Bearer t0ken" }))).toBe(true);
  });
});
