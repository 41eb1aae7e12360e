// The one owner of requestAnimationFrame. Invariant: everything asked for before a frame happens in that frame, once.

const once = new Set<() => void>();
const always = new Set<() => void>();
let scheduled = false;

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    for (const callback of always) callback();
    const due = [...once];
    once.clear();
    for (const callback of due) callback();
    if (always.size > 0 || once.size > 0) schedule();
  });
}

/** Calls back in the next frame; asking twice is asking once. */
export function nextFrame(callback: () => void): void {
  once.add(callback);
  schedule();
}

/** Calls back in every frame until the returned function is called. */
export function everyFrame(callback: () => void): () => void {
  always.add(callback);
  schedule();
  return () => always.delete(callback);
}
