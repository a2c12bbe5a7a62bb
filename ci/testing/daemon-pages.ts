import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { openWeb } from "../../src/cli/web/host.ts";
import { instant } from "../../src/base/instant.ts";
import type { Problem } from "../../src/base/problems.ts";
import { WebAccess } from "../../src/web/access.ts";
import { edgePicture } from "../../src/web/pages/edge-picture.ts";
import { edgeLeases, supernodeLeases } from "../../src/web/pages/leases.ts";
import type { Picture } from "../../src/web/pages/picture.ts";
import { supernodePicture } from "../../src/web/pages/supernode-picture.ts";
import { at, edgeView, peer, supernodeView } from "../../src/web/testing/views.ts";
import { Topics } from "../../src/web/topics.ts";
import { Web } from "../../src/web/web.ts";

const problem: Problem = {
  cause: "other-cipher",
  who: "02:00:00:00:00:05",
  facts: { peer: "02:00:00:00:00:05", name: "eve", expected: "AES (-A3)", got: "ChaCha20 (-A4)" },
  advice: "give all edges of the community the same cipher (-A)",
  since: at,
  last: at,
  count: 12,
};

/** An edge with everything that its page can show. */
export const fullEdge = () =>
  edgeView({
    peers: [
      peer(2, { roundTrip: 3.2 as never, loss: 0.04, description: "bob", authenticated: true }),
      peer(3, {
        path: "relayed",
        why: "punching",
        fruitless: 4,
        socket: undefined,
        description: "carol-of-the-long-name",
      }),
      peer(4, { description: `<img src=x onerror="document.title='owned'">`, refused: true }),
    ],
    problems: [problem],
  });

/** A supernode with members, kept and reserved addresses. */
export const fullSupernode = () => ({
  ...supernodeView(12),
  problems: [{ ...problem, cause: "unlisted", advice: "add the name to the community list and reload it" }],
  leases: [
    ...supernodeView(12).leases,
    { community: "abc", isSecret: false, address: "10.0.0.77", state: "kept" as const, mac: fullEdge().mac, description: "old laptop", lastSeen: at, until: instant(at + 6e8) },
    { community: "abc", isSecret: false, address: "10.0.0.78", state: "reserved" as const, description: "printer" },
  ],
}); // prettier-ignore

const contents = (picture: () => Picture, leases: () => ReturnType<typeof edgeLeases>) => ({
  isReady: () => true,
  methods: {},
  metrics: () => [],
  health: () => "ok",
  picture,
  leases,
});

/** The pages of an edge and of a supernode, as daemons serve them, on this machine. */
export async function daemonPages(): Promise<AsyncDisposable & { readonly edge: string; readonly supernode: string }> {
  const open: AsyncDisposable[] = [];
  const serve = async (picture: () => Picture, leases: () => ReturnType<typeof edgeLeases>): Promise<string> => {
    const web = new Web(contents(picture, leases), new Topics(), new WebAccess({}));
    const port = await freePort();
    open.push(await openWeb({ places: [{ host: "127.0.0.1", port }], mode: 0o755 }, web, undefined, () => undefined));
    return `http://127.0.0.1:${port}/`;
  };
  const edge = await serve(
    () => edgePicture(fullEdge()),
    () => edgeLeases(fullEdge()),
  );
  const supernode = await serve(
    () => supernodePicture(fullSupernode()),
    () => supernodeLeases(fullSupernode()),
  );
  return {
    edge,
    supernode,
    async [Symbol.asyncDispose]() {
      await Promise.all(open.map((each) => each[Symbol.asyncDispose]()));
    },
  };
}

async function freePort(): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
