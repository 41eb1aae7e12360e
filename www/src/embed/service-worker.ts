// The service worker of the playground's folder, for hosts that send no headers of their own: it adds ours to whatever comes
// from this folder. Invariant: it answers for its own folder only, changes no body, stores nothing, and what it cannot read
// it hands on as it is.
import headers from '../../headers.json' with { type: 'json' };

const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (!request.url.startsWith(worker.registration.scope)) return;
  // Such a request must not be made anew.
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  event.respondWith(isolated(request));
});

async function isolated(request: Request): Promise<Response> {
  const response = await fetch(request);
  // Redirects and answers of other origins have no status and cannot be rewritten.
  if (response.status === 0) return response;
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  const { status, statusText } = response;
  const body = status === 204 || status === 205 || status === 304 ? null : response.body;
  return new Response(body, { status, statusText, headers: all });
}
