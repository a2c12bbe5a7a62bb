import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const rooted = fileURLToPath(new URL("../rooted.sh", import.meta.url));

/** As a laboratory is started, with nothing in it. */
const whole = ["sh", rooted, "unshare", "-mnp", "--fork", "--kill-child", "--mount-proc", "sh", "-ec"];
const empty = "mount -t tmpfs none /run; echo 1 > /proc/sys/net/ipv4/ip_forward";

/**
 * Why no laboratory can be built here, as `what`, and `fix`: who can allow it, and how. Undefined = it can be. Tried, not
 * looked up; the settings that may be the reason are read only after a failure.
 */
export function namespacesTrouble() {
  const tried = run([...whole, empty]);
  if (tried.status === 0 || tried.error !== undefined) return undefined;
  const user = isRootHere() ? undefined : run(["unshare", "--user", "--map-root-user", "true"]);
  const said = lastLine(user !== undefined && user.status !== 0 ? user : tried);
  const { why, fix } =
    user !== undefined && user.status !== 0 ? userNamespaces(said) : within(said, user !== undefined);
  return { what: `${why} (${said})`, fix };
}

/** Likewise, of all that every laboratory needs of the system. */
export const laboratoryTrouble = () => namespacesTrouble() ?? tapTrouble();

/** Opening it is what may be refused; making an interface with it is allowed where the network is one's own. */
function tapTrouble() {
  try {
    closeSync(openSync("/dev/net/tun", "r+"));
    return undefined;
  } catch (error) {
    return { what: `/dev/net/tun cannot be opened (${error.code})`, fix: tapFix };
  }
}

export const tapFix =
  "sudo modprobe tun; if only root may open it: sudo chmod 666 /dev/net/tun; in a container: --device /dev/net/tun";

/** The rights that rooted.sh looks for. */
export function isRootHere() {
  const [, rights = "0"] = /^CapEff:\t([0-9a-f]+)$/m.exec(read("/proc/self/status")) ?? [];
  return ((BigInt(`0x${rights}`) >> 12n) & 0x203n) === 0x203n;
}

const containerFlags =
  "in a container: docker run --device /dev/net/tun --security-opt seccomp=unconfined --security-opt apparmor=unconfined " +
  "--security-opt systempaths=unconfined, or podman run --device /dev/net/tun --security-opt unmask=ALL";

/** Nobody but root may make any namespaces: which of the reasons is it? */
function userNamespaces(said) {
  if (sysctl("user/max_user_namespaces") === "0" || said.includes("No space left"))
    return {
      why: `the kernel allows ${sysctl("user/max_user_namespaces")} user namespaces (user.max_user_namespaces)`,
      fix: "sudo sysctl -w user.max_user_namespaces=10000",
    };
  if (sysctl("kernel/unprivileged_userns_clone") === "0")
    return {
      why: "kernel.unprivileged_userns_clone is 0: only root may make user namespaces",
      fix: "sudo sysctl -w kernel.unprivileged_userns_clone=1",
    };
  if (isRestrictedByAppArmor()) return appArmor;
  // Root's own id may be mapped only with CAP_SETFCAP (user_namespaces(7)), which containers usually have.
  if (said.includes("uid_map"))
    return {
      why: "root has no right to map its own user here",
      fix: "run it as an ordinary user; in a container: --cap-add SETFCAP",
    };
  if (/^Seccomp:\t2$/m.test(read("/proc/self/status")))
    return { why: "a seccomp filter refuses user namespaces", fix: containerFlags };
  // With no filter and no setting against it, what the kernel still refuses is a root folder that is not its root mount.
  return {
    why: "this is a chroot, in which the kernel makes no user namespaces",
    fix: "run it as root, or enter the system by other means (bwrap, systemd-nspawn)",
  };
}

/** There is a user namespace, or root's rights, but something in it is refused. */
function within(said, inUserNamespace) {
  if (inUserNamespace && isRestrictedByAppArmor()) return appArmor;
  const exhausted = ["mnt", "net", "pid"].find((kind) => sysctl(`user/max_${kind}_namespaces`) === "0");
  if (exhausted !== undefined)
    return {
      why: `the kernel allows no such namespaces (user.max_${exhausted}_namespaces is 0)`,
      fix: `sudo sysctl -w user.max_${exhausted}_namespaces=10000`,
    };
  if (said.includes("/proc") && / \/proc\/\S+ /.test(read("/proc/self/mountinfo")))
    return { why: "parts of /proc are covered, as containers do, so no new /proc can be mounted", fix: containerFlags };
  return { why: "this system refuses a laboratory's mounts", fix: containerFlags };
}

const isRestrictedByAppArmor = () => sysctl("kernel/apparmor_restrict_unprivileged_userns") === "1";

const appArmor = {
  why: "AppArmor takes all rights from user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1)",
  fix: "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
};

const sysctl = (name) => read(`/proc/sys/${name}`).trim();

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function run([command, ...args]) {
  return spawnSync(command, args, { encoding: "utf8", timeout: 10_000, env: { ...process.env, LC_ALL: "C" } });
}

function lastLine({ error, stderr, status }) {
  return stderr?.trim().split("\n").at(-1) || (error?.message ?? `exit ${status}`);
}
