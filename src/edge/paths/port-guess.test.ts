import { expect, it } from "vitest";
import { nullMac } from "../../base/address/mac.ts";
import { cookies } from "../../wire/message.ts";
import { bobInfo, bobInvites, aliceSendsFrame } from "../testing/bob.ts";
import { Rig, bob, bobWan } from "../replay/rig.ts";

const guesses = (rig: Rig) => rig.done("send").filter(({ ttl }) => ttl !== undefined);
const known = (portGuess: number) => new Rig({ portGuess, localDiscovery: false }).registered();

it("tries sixteen ports with a small TTL, and invites the peer through the supernode", () => {
  const rig = known(2);
  bobInvites(rig);
  expect(guesses(rig).map(({ to, ttl }) => [to, ttl])).toEqual(
    Array.from({ length: 16 }, (_, i) => [{ ...bobWan, port: bobWan.port + i }, 2]),
  );
  const cookiesSent = rig.sent("REGISTER").map(({ message }) => message.cookie);
  expect(cookiesSent.filter((cookie) => cookie === cookies.portGuess)).toHaveLength(16);
  expect(cookiesSent.filter((cookie) => cookie === cookies.forwarded)).toHaveLength(1);
  expect(cookiesSent).not.toContain(cookies.direct);
});

it("does not repeat that for a while, however often it is invited", () => {
  const rig = known(2);
  for (let i = 0; i < 10; i++) {
    bobInvites(rig);
    rig.wait(1_000);
  }
  expect(guesses(rig)).toHaveLength(16);
});

it("becomes direct only where a guess is answered", () => {
  const rig = known(2);
  bobInvites(rig);
  rig.ack({ ...bobWan, port: bobWan.port + 16 }, cookies.portGuess);
  expect(rig.path(bob)).toBe("relayed");
  rig.ack({ ...bobWan, port: bobWan.port + 7 }, cookies.portGuess);
  expect(rig.path(bob)).toBe("direct");
});

it("forgets its guesses after a while", () => {
  const rig = known(2);
  bobInvites(rig);
  rig.wait(6_000).ack({ ...bobWan, port: bobWan.port + 7 }, cookies.portGuess);
  expect(rig.path(bob)).toBe("relayed");
});

it("with a TTL of one tries only the socket that the supernode returns when asked", () => {
  const rig = known(1);
  bobInvites(rig);
  expect(rig.sent("REGISTER").map(({ message }) => message.cookie)).toEqual([cookies.forwarded]);
  aliceSendsFrame(rig);
  bobInfo(rig, bobWan);
  expect(rig.sent("REGISTER").at(-1)).toMatchObject({ to: bobWan, message: { cookie: cookies.direct } });
});

it("does not exceed the last port", () => {
  const rig = known(3);
  bobInvites(rig, { ...bobWan, port: 65_530 });
  expect(guesses(rig).map(({ to }) => to.port)).toEqual([65_530, 65_531, 65_532, 65_533, 65_534, 65_535]);
  expect(rig.sent("REGISTER").every(({ message }) => message.destination !== nullMac)).toBe(true);
});
