// Whether the pointer is a finger, where there is seldom a keyboard. Invariant: `.for-keys` and `.for-fingers` in
// styles.ts ask the same.
export function byTouch(): boolean {
  return matchMedia('(hover: none), (pointer: coarse)').matches;
}
