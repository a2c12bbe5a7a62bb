import { describe, expect, it, vi } from "vitest";
import { ConfigError } from "../../base/config-error.ts";
import { parseAccounts } from "./accounts.ts";
import { become, chooseIdentity, giveTo } from "./privileges.ts";

const users = parseAccounts("root:x:0:0:root:/root:/bin/sh\nn2n:x:104:110::/:\nnobody:x:65534:65533::/:\n");
const groups = parseAccounts("root:x:0:\ndaemon:x:1:\nn2n:x:110:\n");
const mapped = { users: undefined, groups: undefined };
const root = { self: 0, users, groups, mapped };

describe("identity", () => {
  it.each([
    [{}, { uid: 104, gid: 110, user: "n2n", asked: false }],
    [{ user: "nobody" }, { uid: 65534, gid: 65533, user: "nobody", asked: true }],
    [{ user: "0" }, { uid: 0, gid: 0, user: "root", asked: true }],
    [{ user: "4711" }, { uid: 4711, gid: 4711, user: "4711", asked: true }],
    [
      { user: "nobody", group: "daemon" },
      { uid: 65534, gid: 1, user: "nobody", asked: true },
    ],
    [{ group: "daemon" }, { uid: 104, gid: 1, user: "n2n", asked: true }],
  ])("of root that wants %j", (wanted, identity) => {
    expect(chooseIdentity(wanted, root)).toEqual(identity);
  });

  it("is nobody without a user n2n, and undefined without either", () => {
    expect(chooseIdentity({}, { ...root, users: users.filter(({ name }) => name !== "n2n") })?.user).toBe("nobody");
    expect(chooseIdentity({}, { ...root, users: users.slice(0, 1) })).toBeUndefined();
  });

  it("refuses users that do not exist", () => {
    expect(() => chooseIdentity({ user: "bob" }, root)).toThrow(
      new ConfigError("-u bob: no such user; give an existing name or number"),
    );
  });

  it.each(["4294967295", "4294967296", "99999999999999999999", "-1", "1e3"])("%s is the id of nobody", (user) => {
    expect(() => chooseIdentity({ user }, root)).toThrow(`-u ${user}: no such user`);
    expect(() => chooseIdentity({ group: user }, root)).toThrow(`-g ${user}: no such group`);
  });

  it("stays the same for any user other than root", () => {
    expect(chooseIdentity({}, { ...root, self: 1000 })).toBeUndefined();
    expect(() => chooseIdentity({ user: "nobody" }, { ...root, self: 1000 })).toThrow(/-u and -g need root/);
  });
});

describe("in a user namespace with one user, an ordinary user's", () => {
  const only = [{ first: 0, count: 1 }];
  const inside = { ...root, mapped: { users: only, groups: only } };

  it("root stays root, because there is no other", () => {
    expect(chooseIdentity({}, inside)).toBeUndefined();
    expect(chooseIdentity({ user: "root" }, inside)).toMatchObject({ uid: 0, gid: 0 });
  });

  it("another cannot be asked for, by user or by group", () => {
    expect(() => chooseIdentity({ user: "nobody" }, inside)).toThrow(
      "cannot become user nobody: this user namespace has no user 65534 with group 65533",
    );
    expect(() => chooseIdentity({ user: "root", group: "daemon" }, inside)).toThrow("no user 0 with group 1 ");
  });

  it("with more users, one of them is chosen as usual", () => {
    const many = [...only, { first: 1, count: 65_535 }];
    expect(chooseIdentity({}, { ...root, mapped: { users: many, groups: many } })?.user).toBe("n2n");
    expect(chooseIdentity({}, { ...root, mapped: { users: many, groups: only } })).toBeUndefined();
  });
});

describe("a file", () => {
  const refusing = (code: string) => () => {
    throw Object.assign(new Error(code), { code });
  };
  const identity = { uid: 104, gid: 110 };

  it("is given to the user that the program becomes", () => {
    const chown = vi.fn();
    giveTo(undefined, chown);
    expect(chown).not.toHaveBeenCalled();
    giveTo(identity, chown);
    expect(chown).toHaveBeenCalledWith(104, 110);
  });

  it("keeps its owner without the right to give it away; other errors are errors", () => {
    expect(() => giveTo(identity, refusing("EPERM"))).not.toThrow();
    expect(() => giveTo(identity, refusing("EROFS"))).toThrow("EROFS");
  });
});

describe("where nobody may change groups, as in a user namespace of an ordinary user", () => {
  const forbid = () =>
    vi.spyOn(process, "setgroups").mockImplementation(() => {
      throw new Error("EPERM, Operation not permitted");
    });
  const [uid, gid] = [process.getuid!(), process.getgid!()];

  it("the user that one is can be asked for", () => {
    using forbidden = forbid();
    expect(become({ uid, gid, user: "me", asked: true })).toBe(true);
    expect(forbidden).toHaveBeenCalledOnce();
  });

  it("another cannot, and nothing has changed", () => {
    using forbidden = forbid();
    const other = { uid: uid + 1, gid: gid + 1, user: "other" };
    expect(() => become({ ...other, asked: true })).toThrow("cannot become user other: EPERM");
    expect(become({ ...other, asked: false })).toBe(false);
    expect([process.getuid!(), process.getgid!()]).toEqual([uid, gid]);
    expect(forbidden).toHaveBeenCalledTimes(2);
  });
});
