import type { Log } from "../../runtime/log/log.ts";
import type { Identity } from "../../runtime/process/privileges.ts";
import type { RunningSupernode } from "../../status/supernode-status.ts";
import { supernodeCauses } from "../../supernode/causes.ts";
import { WebAccess, type WebSecrets } from "../../web/access.ts";
import { processMetrics } from "../../web/metrics/common-metrics.ts";
import { supernodeMetrics } from "../../web/metrics/supernode-metrics.ts";
import type { N3nDaemon } from "../../web/n3n/common-methods.ts";
import { supernodeRpc } from "../../web/n3n/supernode-methods.ts";
import { supernodeLeases } from "../../web/pages/leases.ts";
import { supernodePicture } from "../../web/pages/supernode-picture.ts";
import { Topics } from "../../web/topics.ts";
import { Web } from "../../web/web.ts";
import { openWeb } from "../web/host.ts";
import { processFacts } from "../web/process-facts.ts";
import type { SupernodeSettings } from "./options.ts";

/** A supernode's answers over HTTP. */
export async function openSupernodeWeb(
  options: Pick<SupernodeSettings, "web" | "management">,
  supernode: { readonly daemon: N3nDaemon; readonly look: () => RunningSupernode },
  identity: Identity | undefined,
  log: Log,
): Promise<AsyncDisposable & { secure(secrets: WebSecrets): void }> {
  const topics = new Topics();
  const access = new WebAccess({ password: options.management.password, token: options.web.token });
  const { daemon, look } = supernode;
  const web = new Web(
    {
      isReady: () => true,
      picture: () => supernodePicture(look()),
      leases: () => supernodeLeases(look()),
      methods: supernodeRpc(daemon, look, topics),
      metrics: () => [...supernodeMetrics(look(), Object.keys(supernodeCauses)), ...processMetrics(processFacts())],
      health: () => "ok",
    },
    topics,
    access,
  );
  const opened = await openWeb(options.web, web, identity, log);
  return {
    secure: (secrets) => access.use(secrets),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
