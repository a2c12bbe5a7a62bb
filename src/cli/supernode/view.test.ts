import { expect, it } from "vitest";
import { instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { noCounts } from "../../supernode/status.ts";
import type { CommunityName, FieldText } from "../../wire/message.ts";
import { supernodeView } from "./view.ts";

it("a supernode's status becomes what its management port tells", () => {
  const mac = "02:00:00:00:00:01" as Mac;
  const at = instant(5000);
  const address = { address: "10.0.0.1", prefix: 24 };
  const socket = { address: "192.0.2.1", port: 5 };
  const edge = { mac, address, description: "a" as FieldText, socket, lastSeen: at, transport: "tcp" } as const;
  const counters = { ...noCounts(), unicast: 1, introduced: 7, broadcast: 1, copies: 2, registered: 3, refused: 1 };
  counters.dropped.malformed = 4;
  counters.dropped.rate = 5;
  const view = supernodeView(
    {
      hasList: true,
      isPlainOnly: true,
      communities: [
        {
          name: "caf\u00c3\u00a9" as CommunityName,
          purgeable: false,
          privacy: "plain",
          users: false,
          subnet: address,
          edges: [edge],
        },
      ],
      federation: { name: "*Federation" as CommunityName, supernodes: [{ socket, purgeable: false }] },
      counters,
      lastForwarded: at,
      problems: [],
    },
    { version: "v", mac, startedAt: at, socket, unread: 30 },
  );
  expect(view.communities.map(({ name, kind, edges }) => [name, kind, edges.length])).toEqual([
    ["*Federation", "federation", 1],
    ["caf\u00e9", "fixed", 1],
  ]);
  expect(view.communities[1]!.edges[0]).toMatchObject({ transport: "TCP", socket });
  expect(view.counters).toEqual({ forwarded: 8, broadcast: 2, registrations: 4, refused: 1, errors: 39, unread: 30 });
  expect(view).toMatchObject({ lastForward: at, socket });
});
