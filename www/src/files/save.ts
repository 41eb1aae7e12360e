// Saves a text as a file. Invariant: the only place that makes a blob: address, and nothing but a download uses it; the
// policy lets no script, worker or frame come from one.

/** Long enough for the slowest browser to have begun the download. */
const KEEP_MS = 60_000;

export function save(text: string, name: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_MS);
}
