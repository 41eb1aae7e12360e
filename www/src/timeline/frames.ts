// The one owner of requestAnimationFrame. Invariant: everything asked for before a frame happens in that frame, once,
// and where nobody asks no frame is made: even an empty one takes time from the cores that are being measured.

const due = new Set<() => void>();

/** Calls back in the next frame; asking twice is asking once. */
export function nextFrame(callback: () => void): void {
  if (due.size === 0) requestAnimationFrame(flush);
  due.add(callback);
}

function flush(): void {
  const now = [...due];
  due.clear();
  for (const callback of now) callback();
}

/** Calls back in a frame about every `intervalMs`, until the returned function is called. */
export function regularly(intervalMs: number, callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const frame = () => {
    if (stopped) return;
    callback();
    timer = setTimeout(() => nextFrame(frame), intervalMs);
  };
  nextFrame(frame);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
