import type { Reconfiguration } from "../../edge/event.ts";
import type { EdgeManagement } from "../../management/edge-management.ts";
import type { WebSecrets } from "../../web/access.ts";
import type { Reloadable, Taken } from "../reload.ts";
import { forwardingRules } from "./forwarding.ts";
import type { Hooks } from "./hooks/hooks.ts";
import { hooksAtOnce } from "./hooks/facts.ts";
import type { EdgeHost } from "./host.ts";
import type { EdgeSettings } from "./options.ts";
import { usesIpv6 } from "./uses-ipv6.ts";

/** Internal names of the options that a running edge takes over. */
export const edgeAtOnce: ReadonlySet<string> = new Set([
  ...["verbose", "supernodes", "interval", "rule", "managementPassword", "httpToken"],
  ...hooksAtOnce,
]);

/** What a changed configuration reaches in a running edge. */
export interface EdgeParts {
  readonly host: () => Pick<EdgeHost, "reconfigure">;
  readonly management: Pick<EdgeManagement, "password">;
  readonly web: { secure(secrets: WebSecrets): void } | undefined;
  readonly hooks: Pick<Hooks, "change">;
  /** The socket carries IPv6, too. */
  readonly hasIpv6: boolean;
}

/** `started`: the settings that the edge began with; those that need a restart stay in force. */
export function edgeReloadable(
  started: EdgeSettings,
  { host, management, web, hooks, hasIpv6 }: EdgeParts,
): Reloadable<EdgeSettings> {
  let { config } = started;

  async function take(own: EdgeSettings, changed: ReadonlySet<string>): Promise<Taken> {
    const lacksIpv6 = changed.has("supernodes") && !hasIpv6 && (await usesIpv6(own));
    const change: Reconfiguration = {
      ...(changed.has("supernodes") && !lacksIpv6 && { supernodes: own.config.supernodes }),
      ...(changed.has("interval") && { registerEvery: own.config.registerEvery }),
      ...(changed.has("rule") && { filter: own.config.filter ?? [] }),
    };
    if (Object.keys(change).length > 0) {
      const { filter = [], ...others } = { ...config, ...change };
      config = filter.length === 0 ? others : { ...others, filter };
      host().reconfigure(change, forwardingRules({ ...started, config }));
    }
    management.password = own.management.password;
    web?.secure({ password: own.management.password, token: own.web.token });
    const { restart, failed } = await hooks.change(own.hooks, changed);
    return { restart: [...restart, ...(lacksIpv6 ? ["supernodes"] : [])], failed };
  }

  return { names: edgeAtOnce, take };
}
