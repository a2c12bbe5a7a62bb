# sh rooted.sh COMMAND…   runs COMMAND where it may make namespaces and mounts.
#
# Without the rights of root, in a user namespace of its own, where it has them: its user is root there and the only user.
# By these rights alone: root in a container may lack them. capabilities(7): 12 is CAP_NET_ADMIN, 13 CAP_NET_RAW, 21
# CAP_SYS_ADMIN.
rights=0
while read -r key value; do
  if [ "$key" = CapEff: ]; then rights=$value; fi
done < /proc/self/status
if [ $((0x$rights >> 12 & 0x203)) != 515 ]; then
  exec unshare --user --map-root-user sh "$0" "$@"
fi

# And where / is a mount point, as unshare(1) and private mounts need it.
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
