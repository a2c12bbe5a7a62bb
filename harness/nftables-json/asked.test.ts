import { describe, expect, it } from "vitest";
import { asked } from "./asked.ts";

const text = `
table ip x
delete table ip x
table ip x {
  map in { type inet_service : ipv4_addr . inet_service; flags dynamic,timeout; size 65535; }
  set peers {
    type ipv4_addr
    elements = { 10.0.0.1, 10.0.0.2 }
  }
  ct timeout t { protocol udp; l3proto ip; policy = { unreplied : 1, replied : 1 } ; }
  chain first {
    type filter hook postrouting priority srcnat + 1; policy accept;
    # why
    iifname { "wan", "lan" } accept
    counter drop
  }
  chain second {
    drop
  }
  chain empty {
  }
}
add element ip x in { 7 : 10.0.0.1 . 7 }
table inet y {
}
`;

describe("what a text asks for", () => {
  it("is its tables with their chains, maps and sets", () => {
    expect(asked(text)).toEqual([
      {
        family: "ip",
        name: "x",
        maps: ["in"],
        sets: ["peers"],
        chains: [
          { name: "first", base: { type: "filter", hook: "postrouting", prio: 101, policy: "accept" }, rules: 2 },
          { name: "second", rules: 1 },
          { name: "empty", rules: 0 },
        ],
      },
      { family: "inet", name: "y", maps: [], sets: [], chains: [] },
    ]);
  });

  it.each([
    ["raw", -300],
    ["mangle", -150],
    ["dstnat", -100],
    ["srcnat - 1", 99],
    ["-5", -5],
    ["10", 10],
  ])("priority %s is %i", (priority, prio) => {
    const [table] = asked(`table ip x {\n chain c {\n type nat hook input priority ${priority};\n }\n}`);
    expect(table?.chains[0]?.base).toEqual({ type: "nat", hook: "input", prio, policy: "accept" });
  });
});
