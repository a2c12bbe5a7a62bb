import { join } from "node:path";

/**
 * Where Wireshark and tshark look for a user's plug-ins in Lua ("Personal Lua Plugins" in their About window). Undefined =
 * the environment does not say where the user's files are.
 */
export function pluginFolder(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string | undefined {
  const { APPDATA: roaming, HOME: home } = environment;
  if (platform === "win32") return roaming && join(roaming, "Wireshark", "plugins");
  return home && join(home, ".local", "lib", "wireshark", "plugins");
}
