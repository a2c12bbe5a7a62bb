import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { unpackDebianPackages, unpackedCommands } from "./unpacked-packages.mjs";

/** Debian and Ubuntu package of each command that the laboratory starts. */
export const packageOf = {
  ip: "iproute2",
  ss: "iproute2",
  nft: "nftables",
  ping: "iputils-ping",
  tcpdump: "tcpdump",
  unshare: "util-linux",
  setpriv: "util-linux",
  nsenter: "util-linux",
  mount: "mount",
  iperf3: "iperf3",
  ethtool: "ethtool",
  taskset: "util-linux",
  conntrack: "conntrack",
  busybox: "busybox",
  turnserver: "coturn",
  turnutils_natdiscovery: "coturn",
  stun: "stun-client",
  miniupnpd: "miniupnpd-nftables",
  tayga: "tayga",
  dnsmasq: "dnsmasq-base",
};

/** Which of these commands cannot be found, and what installs them; no line if none is missing. */
export function missingPackages(commands) {
  const missing = commands.filter((command) => !found(command));
  const packages = [...new Set(missing.map((command) => packageOf[command]))];
  return { missing, packages, line: missing.length === 0 ? undefined : installLine(packages) };
}

/**
 * Brings the packages of the commands that cannot be found: as root they are installed, otherwise unpacked into the
 * checkout. Undefined when all commands are there, or why that cannot be done.
 */
export function tryDebianPackages(commands, say) {
  const { missing, packages } = missingPackages(commands);
  if (missing.length === 0) return undefined;
  if (!found("apt-get"))
    return `${missing.join(", ")} not found and this is not a Debian or Ubuntu machine; install them by hand.`;
  say(`${missing.join(", ")} missing`);
  const trouble = installDebianPackages(packages, say);
  if (trouble !== undefined) return trouble;
  const still = missing.filter((command) => !found(command));
  return still.length > 0
    ? `${still.join(", ")} still not found; install by hand: sudo ${installLine(packages)}`
    : undefined;
}

const installLine = (packages) => `apt-get install -y --no-install-recommends ${packages.join(" ")}`;

/**
 * The PATH of all that is started, so that what was found is found again, and is the same: the user's own, without what
 * depends on where one stands or is forbidden, and the system's folders, of which it often lacks root's.
 */
export function commandPath(own = process.env.PATH ?? "") {
  const unpacked = existsSync(unpackedCommands) ? [unpackedCommands] : [];
  const folders = [...own.split(":"), "/usr/sbin", "/usr/bin", "/sbin", "/bin", ...unpacked];
  return [...new Set(folders)].filter((folder) => isAbsolute(folder) && !isForbidden(folder)).join(":");
}

/** As root's own folders, which `su` leaves in PATH: execvp(3) would say of a missing command that it is forbidden. */
function isForbidden(folder) {
  try {
    accessSync(folder, constants.X_OK);
    return false;
  } catch ({ code }) {
    return code === "EACCES";
  }
}

export function found(command) {
  return commandPath()
    .split(":")
    .some((folder) => {
      try {
        accessSync(join(folder, command), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Brings packages by name, likewise; undefined, or why it cannot be done. */
export function installDebianPackages(packages, say) {
  const line = installLine(packages);
  if (!found("apt-get")) return `this is not a Debian or Ubuntu machine; install ${packages.join(", ")} by hand`;
  if (process.getuid?.() !== 0) {
    const trouble = unpackDebianPackages(packages, say);
    return trouble === undefined ? undefined : `${trouble}; root can install them: sudo ${line}`;
  }
  say(`installing ${packages.join(", ")}: ${line}`);
  return installFresh(packages, say) ? undefined : `this failed: ${line}`;
}

/** Refreshes the package lists if need be. */
function installFresh(packages, say) {
  if (install(packages)) return true;
  say("refreshing the package lists first: apt-get update");
  aptGet(["update", "-q"]);
  return install(packages);
}

function install(packages) {
  return aptGet(["install", "-y", "-q", "--no-install-recommends", ...packages]);
}

/** apt's own chatter is shown only when it fails. */
function aptGet(args) {
  const ended = spawnSync("apt-get", args, {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    maxBuffer: 1 << 26,
  });
  if (ended.status !== 0) process.stderr.write(`${ended.stdout ?? ""}${ended.stderr ?? ""}`);
  return ended.status === 0;
}
