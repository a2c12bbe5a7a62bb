import { spawnSync } from "node:child_process";

/** Undefined where an ordinary user may make a user namespace; otherwise a reason to skip. No chroot allows it, for example. */
export function noUserNamespaces(): string | undefined {
  const { status, stderr } = spawnSync("unshare", ["--user", "--map-root-user", "true"], { encoding: "utf8" });
  return status === 0 ? undefined : `no user namespaces here: ${(stderr ?? "unshare is missing").trim()}`;
}
