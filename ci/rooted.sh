# sh rooted.sh COMMAND…   runs COMMAND where / is a mount point, as unshare(1) and private mounts need it.
#
# In a plain chroot / is a folder of some file system, and how mounts travel cannot be changed there: the kernel takes
# such a change at mount points only. /proc is one, so its copy in a mount namespace of our own is made private, and the
# whole tree is bound below it. Nothing of this is seen outside, whatever the mounts outside share.
rooted=
while read -r _ _ _ _ place _; do
  if [ "$place" = / ]; then rooted=yes; fi
done < /proc/self/mountinfo
[ -z "$rooted" ] || exec "$@"
exec unshare --mount --propagation unchanged sh -ec '
  mount --make-rprivate /proc
  mount -t tmpfs rooted /proc
  mkdir /proc/root
  mount --rbind / /proc/root
  mount --make-rprivate /proc/root
  umount /proc/root/proc
  # chroot(1) goes to / itself.
  here=$(pwd)
  exec chroot /proc/root sh -c '"'"'cd "$0" && exec "$@"'"'"' "$here" "$@"' sh "$@"
