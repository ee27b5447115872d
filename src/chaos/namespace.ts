/**
 * A command in front of the program that gives it a file system of its own (`unshare -rm`, Linux): a disk that is
 * really full or really read-only, for that process alone. Needs no root where users may make name spaces.
 */
const script = (before: string, after: string) => [
  'unshare',
  '-rm',
  'sh',
  '-c',
  `d=$1; s=$2; shift 2; { ${before}; } 2>/dev/null || exit ${NO_MEANS}; "$@"; code=$?; ${after}; exit $code`,
  'sh',
];

/** Exit code where the means are not here. */
export const NO_MEANS = 97;

/** `dir` is a disk of so many KiB with what was in it; what is in it at the end is copied to `saved`. */
export const smallDisk = (dir: string, saved: string, kib: number): readonly string[] => [
  ...script(
    `mkdir -p "$d" "$s" && cp -a "$d/." "$s/" && mount -t tmpfs -o size=${kib}k tmpfs "$d" && cp -a "$s/." "$d/"`,
    'rm -rf "$s" && cp -a "$d" "$s"',
  ),
  dir,
  saved,
];

/** `dir` cannot be written. */
export const readOnlyDisk = (dir: string): readonly string[] => [
  ...script('mount --bind "$d" "$d" && mount -o remount,ro,bind "$d"', ':'),
  dir,
  '',
];
