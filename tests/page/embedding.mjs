// Pages of other people's documentation with the playground in them, for tests. Invariant: the page is nobody's but its
// author's: it comes from a server of its own, without any of our headers unless a test gives it some.
import { withPage } from './browser.mjs';
import { serve } from './server.mjs';

const STYLE = 'body { margin: 0 auto; max-width: 46rem; padding: 1rem; font: 16px/1.5 serif; }';

/** A page of prose with `inside` in the middle. */
export const docs = (inside, head = '') => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Threads and NumPy</title><link rel="icon" href="data:,">${head}</head>
<body><main><h1>Threads and NumPy</h1><p>Some prose.</p>
${inside}
<p id="after">${'More prose, enough of it to fill the page. '.repeat(60)}</p></main></body></html>`;

export const styled = `<style>${STYLE}</style>`;

/** A picture as authors put it between the tags. */
export const POSTER =
  '<figure><img width="600" height="240" alt="Two threads take turns" src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E"><figcaption>Before it runs.</figcaption></figure>';

/** The two lines of an author. `base`: where the playground is. */
export const element = (base, attributes = SMALL_ATTRIBUTES, poster = POSTER) =>
  `<script type="module" src="${base}gil-playground.js"></script>
<gil-playground ${attributes}>${poster}</gil-playground>`;

export const SMALL_ATTRIBUTES = 'kernel="qr" n="256" threads="2" repeat="4"';
/** Some seconds of work behind the lock. */
export const LONG_ATTRIBUTES = 'kernel="schur" n="256" threads="4" repeat="10"';

/**
 * `inside` and `head`: what the author wrote, from the playground's address; `host`: switches of the playground's server;
 * `headers`: of the author's page; `crossSite`: the two share no site. `body` gets the page, its requests and the address.
 */
export async function withDocs(
  {
    inside = (base) => element(base),
    head = () => styled,
    host = {},
    headers = {},
    crossSite = false,
    ...context
  },
  body,
) {
  const playground = await serve(host);
  const base = crossSite ? playground.url.replace('127.0.0.1', 'localhost') : playground.url;
  try {
    const pages = { '/': docs(inside(base), head(base)) };
    await withPage({ server: { pages, headers }, ...context }, (page, served, requests) =>
      body(page, { requests, base, docs: served.url }),
    );
  } finally {
    await playground.close();
  }
}

export const playground = (page) => page.locator('gil-playground');
export const frameOf = (page) => page.frameLocator('gil-playground iframe, iframe');
export const startButton = (page) => page.getByRole('button', { name: /^Run it here/ });

/** A property of the (first) element. */
export const property = (page, name) =>
  playground(page)
    .first()
    .evaluate((it, name) => it[name], name);

/** Waits until the (nth) element is in that state. */
export async function reaches(page, state, nth = 0) {
  await page.waitForFunction(
    ([state, nth]) => document.querySelectorAll('gil-playground')[nth]?.state === state,
    [state, nth],
    { timeout: 60_000 },
  );
}
