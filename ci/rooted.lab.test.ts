import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const rooted = join(import.meta.dirname, "rooted.sh");

/** In a mount namespace of its own whose mounts are shared: what would leak out of the chroot would be seen. */
const outside = `
set -e
mount -t tmpfs none /mnt; mkdir /mnt/root; cd /mnt/root
for folder in /bin /etc /lib /lib64 /sbin /usr; do
  if [ -L $folder ]; then cp -d $folder .; elif [ -d $folder ]; then mkdir .$folder; mount --bind $folder .$folder; fi
done
mkdir proc sys dev run deep; mount -t proc proc proc; mount --rbind /sys sys; mount --rbind /dev dev; cp "$1" rooted.sh
mount --make-rshared /
before=$(cat /proc/self/mountinfo)
chroot . sh -c 'unshare --mount true 2>/dev/null && echo "this chroot is no test"; cd /deep; echo in | sh /rooted.sh unshare -mnp --fork --mount-proc sh -c "
  cat; pwd; mount -t tmpfs lab /run; ip netns add one; ip netns exec one true; echo init is \\$\\$; exit 7"' || echo "code $?"
[ "$before" = "$(cat /proc/self/mountinfo)" ] && echo "nothing leaked"
`;

describe("a chroot whose / is no mount point", () => {
  it("gets one, with namespaces and mounts that are invisible outside", () => {
    const inside = [rooted, "unshare", "-mp", "--fork", "sh", "-c", outside, "sh", rooted];
    const said = execFileSync("sh", inside, { encoding: "utf8" });
    expect(said.split("\n")).toEqual(["in", "/deep", "init is 1", "code 7", "nothing leaked", ""]);
  });

  it("changes nothing where / is a mount point", () => {
    const said = execFileSync("sh", [rooted, "unshare", "-m", "sh", rooted, "sh", "-c", "cat; pwd"], {
      encoding: "utf8",
      input: "in\n",
      cwd: import.meta.dirname,
    });
    expect(said).toBe(`in\n${import.meta.dirname}\n`);
  });
});
