// The same promises in Firefox: the page on real threads, and the playground in other people's pages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { docs, element, LONG_ATTRIBUTES, SMALL_ATTRIBUTES, styled } from './embedding.mjs';
import { frame, hasThreadsInTab, isolation, reaches, startButton } from './firefox-embedding.mjs';
import { serve } from './server.mjs';
import { withFirefox } from './webdriver.mjs';

const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Opens a page of somebody's documentation, with what `inside` makes of the playground's address. */
async function withDocs(
  { inside = (base) => element(base), head = () => styled, headers = {}, host = {} },
  body,
) {
  const playground = await serve(host);
  const own = await serve({ headers, pages: { '/': docs(inside(playground.url), head(playground.url)) } });
  try {
    await withFirefox(async (firefox) => {
      await firefox.open(own.url);
      await body(firefox, playground.url);
    });
  } finally {
    await playground.close();
    await own.close();
  }
}

test('the page runs on real threads, and its results are checked', async () => {
  const served = await serve();
  try {
    await withFirefox(async (firefox) => {
      await firefox.open(`${served.url}#v=1&kernel=qr&n=96&threads=2&repeat=4&start=load`);
      await firefox.waitFor(
        'a result',
        () => document.querySelector('gil-app')?.dataset.stage === 'done',
        90_000,
      );
      assert.equal(await firefox.evaluate(() => globalThis.crossOriginIsolated), true);
      const text = await firefox.evaluate(
        () =>
          document.querySelector('gil-app').shadowRoot.querySelector('gil-results').shadowRoot.textContent,
      );
      assert.match(text, /QR 96×96/);
    });
  } finally {
    await served.close();
  }
});

test('without headers the page says why it simulates, and simulates', async () => {
  const served = await serve({ headers: {} });
  try {
    await withFirefox(async (firefox) => {
      await firefox.open(`${served.url}#v=1&kernel=qr&n=96&threads=2&repeat=4&start=load`);
      await firefox.waitFor(
        'a result',
        () => document.querySelector('gil-app')?.dataset.stage === 'done',
        60_000,
      );
      const told = await firefox.evaluate(
        () =>
          document.querySelector('gil-app').shadowRoot.querySelector('[data-testid=why-simulated]')
            .textContent,
      );
      assert.match(told, /Simulated, not measured/);
    });
  } finally {
    await served.close();
  }
});

test('the atlas answers', async () => {
  const served = await serve();
  try {
    await withFirefox(async (firefox) => {
      await firefox.open(`${served.url}atlas.html#q=svd`);
      await firefox.waitFor(
        'the row of svd',
        () =>
          document
            .querySelector('gil-atlas')
            ?.shadowRoot?.querySelector('.rows')
            ?.textContent.includes('numpy.linalg.svd'),
        20_000,
      );
    });
  } finally {
    await served.close();
  }
});

test('in a plain page a tab of its own is offered, and there it has threads', () =>
  withDocs({}, (firefox) => hasThreadsInTab(firefox, 'header')));

test('in a page that is isolated itself it has threads', () =>
  withDocs({ headers: ISOLATED }, async (firefox) => {
    await firefox.click(startButton);
    await reaches(firefox, 'done');
    assert.equal(await isolation(firefox), 'header');
    const lanes = await firefox.evaluate(() => document.querySelector('gil-playground').result.lanes.length);
    assert.equal(lanes, 2);
  }));

test('where the server sends no headers, the tab gets them from the service worker', async () => {
  const pages = { '/docs.html': docs(element('./', `${SMALL_ATTRIBUTES} sw`)) };
  const served = await serve({ headers: {}, pages });
  try {
    await withFirefox(async (firefox) => {
      await firefox.open(`${served.url}docs.html`);
      await hasThreadsInTab(firefox, 'scoped-sw');
    });
  } finally {
    await served.close();
  }
});

test('without any of it, it says what it does instead', () =>
  withDocs(
    {
      host: {
        headers: (path) => (path.endsWith('gil-playground.js') ? { 'Access-Control-Allow-Origin': '*' } : {}),
      },
    },
    async (firefox) => {
      await firefox.click(startButton);
      await reaches(firefox, 'done');
      assert.equal(await isolation(firefox), 'processes');
    },
  ));

test('the strictest policy of a page, and a frame in a sandbox', async () => {
  const policy = (base) =>
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ${base}; frame-src ${base}; img-src data:; style-src 'none'">`;
  await withDocs({ head: policy, headers: ISOLATED }, async (firefox) => {
    await firefox.click(startButton);
    await reaches(firefox, 'done');
  });
  const inside = (base) =>
    `<iframe sandbox="allow-scripts" src="${base}embed.html" title="GIL playground" height="640"></iframe>`;
  await withDocs({ inside }, async (firefox) => {
    await firefox.inFrame(frame, () =>
      firefox.waitFor('the advice', () =>
        document
          .querySelector('gil-embed')
          ?.shadowRoot?.querySelector('[data-testid=sandboxed]')
          ?.textContent.includes('allow-same-origin'),
      ),
    );
  });
});

test('two on one page take turns, and by keyboard alone', () =>
  withDocs(
    { headers: ISOLATED, inside: (base) => element(base, LONG_ATTRIBUTES) + element(base, LONG_ATTRIBUTES) },
    async (firefox) => {
      await firefox.press('Tab');
      await firefox.press('Enter');
      await reaches(firefox, 'running', 0);
      await firefox.evaluate(() =>
        document.querySelectorAll('gil-playground')[1].shadowRoot.querySelector('button').focus(),
      );
      await firefox.press('Enter');
      await reaches(firefox, 'running', 1);
      const second = () => document.querySelectorAll('gil-playground')[1].shadowRoot.querySelector('iframe');
      await firefox.inFrame(second, () =>
        firefox.waitFor('its turn to come', () =>
          document
            .querySelector('gil-embed')
            .shadowRoot.textContent.includes('Waiting until another playground'),
        ),
      );
      await firefox.evaluate(() => {
        for (const it of document.querySelectorAll('gil-playground')) it.cancel();
      });
      await reaches(firefox, 'ready', 0);
      await reaches(firefox, 'ready', 1);
    },
  ));

test('on a narrow page nothing is wider than it', () =>
  withDocs(
    { head: () => '<style>body { width: 320px; margin: 0 }</style>', headers: ISOLATED },
    async (firefox) => {
      await firefox.click(startButton);
      await reaches(firefox, 'done');
      await firefox.inFrame(frame, async () => {
        const [inside, wide] = await firefox.evaluate(() => [
          document.documentElement.scrollWidth,
          innerWidth,
        ]);
        assert.ok(inside <= wide && wide <= 320, `${inside} in ${wide}`);
      });
    },
  ));
