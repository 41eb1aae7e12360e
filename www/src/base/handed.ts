// Where one page of this site leaves a recording for another. Invariant: both sides know the place from here.

/** The cache, and the place in it. */
export const CACHE = 'gil-recording';
export const PLACE = './left.gil';

/** What a recording begins with. */
const MAGIC = [0x89, 0x47, 0x49, 0x4c];

async function isRecording(file: Blob): Promise<boolean> {
  const first = new Uint8Array(await file.slice(0, MAGIC.length).arrayBuffer());
  return MAGIC.every((byte, i) => first[i] === byte);
}

/** Leaves a recording there and goes to its page; says whether it is one. */
export async function goesToItsPage(file: File): Promise<boolean> {
  if (!(await isRecording(file))) return false;
  if (!('caches' in globalThis))
    throw new Error('it is a recording: open it on the page for recordings, recording.html');
  const cache = await caches.open(CACHE);
  await cache.put(PLACE, new Response(file, { headers: { 'X-Name': encodeURIComponent(file.name) } }));
  location.assign('./recording.html');
  return true;
}
