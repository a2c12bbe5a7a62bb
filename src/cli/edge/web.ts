import { edgeCauses } from "../../edge/problems.ts";
import type { Log } from "../../runtime/log/log.ts";
import type { Identity } from "../../runtime/process/privileges.ts";
import type { RunningEdge } from "../../status/edge-status.ts";
import { WebAccess, type WebSecrets } from "../../web/access.ts";
import { processMetrics } from "../../web/metrics/common-metrics.ts";
import { edgeMetrics } from "../../web/metrics/edge-metrics.ts";
import type { N3nDaemon } from "../../web/n3n/common-methods.ts";
import { edgeRpc } from "../../web/n3n/edge-methods.ts";
import { edgeLeases } from "../../web/pages/leases.ts";
import { edgePicture } from "../../web/pages/edge-picture.ts";
import { Topics } from "../../web/topics.ts";
import { Web } from "../../web/web.ts";
import { openWeb } from "../web/host.ts";
import type { EdgeSettings } from "./options.ts";
import { processFacts } from "../web/process-facts.ts";

/** An edge's answers over HTTP. `look`: undefined = it is still starting. */
export async function openEdgeWeb(
  options: Pick<EdgeSettings, "web" | "management">,
  edge: { readonly daemon: N3nDaemon; readonly look: () => RunningEdge | undefined },
  identity: Identity | undefined,
  log: Log,
): Promise<AsyncDisposable & Pick<Web, "pathChanged" | "forgotten"> & { secure(secrets: WebSecrets): void }> {
  const topics = new Topics();
  const access = new WebAccess({ password: options.management.password, token: options.web.token });
  const { daemon, look } = edge;
  const view = () => look()!;
  const web = new Web(
    {
      isReady: () => look() !== undefined,
      picture: () => edgePicture(view()),
      leases: () => edgeLeases(view()),
      methods: edgeRpc(daemon, view, topics),
      metrics: () => [...edgeMetrics(view(), Object.keys(edgeCauses)), ...processMetrics(processFacts())],
      health: () => (view().registration === "registered" ? "ok" : `not registered: ${view().registration}`),
    },
    topics,
    access,
  );
  const opened = await openWeb(options.web, web, identity, log);
  return {
    pathChanged: (...change) => web.pathChanged(...change),
    forgotten: (peer) => web.forgotten(peer),
    secure: (secrets) => access.use(secrets),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
