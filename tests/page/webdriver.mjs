// A small W3C WebDriver client, and Firefox under it. Invariant: whatever becomes of a test, its session is deleted and the
// driver that it started is ended; every wait has a timeout that says what was waited for.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { after } from 'node:test';

const START_TIMEOUT_MS = 20_000;
const POLL_MS = 50;
/** How the protocol names an element in JSON. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const KEYS = { Enter: '\uE007', Tab: '\uE004' };

let driver;
after(async () => {
  const { child } = (await driver?.catch(() => null)) ?? {};
  child?.kill();
});

/** The one driver of a test file. */
async function start() {
  const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
  const child = spawn('geckodriver', ['--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  let failed = '';
  child.on('error', (error) => {
    failed = error.message;
  });
  const url = `http://127.0.0.1:${port}`;
  await until('geckodriver', START_TIMEOUT_MS, () => {
    if (failed !== '')
      throw new Error(`geckodriver does not start (${failed}): cargo install geckodriver --locked`);
    return fetch(`${url}/status`).then(
      () => true,
      () => false,
    );
  });
  return { child, url };
}

/** Asks again and again until it gives something true. */
export async function until(what, timeoutMs, ask) {
  const begun = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() - begun > timeoutMs) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function call(method, url, body) {
  const response = await fetch(url, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${value.error}: ${value.message}`);
  return value;
}

/** Opens headless Firefox and hands it to `body`. */
export async function withFirefox(body) {
  driver ??= start();
  const { url } = await driver;
  const options = { args: ['-headless'], ...(process.env.FIREFOX ? { binary: process.env.FIREFOX } : {}) };
  const capabilities = { alwaysMatch: { browserName: 'firefox', 'moz:firefoxOptions': options } };
  const { sessionId } = await call('POST', `${url}/session`, { capabilities });
  const session = `${url}/session/${sessionId}`;
  try {
    await call('POST', `${session}/timeouts`, { script: 60_000, pageLoad: 30_000 });
    return await body(new Firefox(session));
  } finally {
    await call('DELETE', session);
  }
}

class Firefox {
  #session;

  constructor(session) {
    this.#session = session;
  }

  open(url) {
    return call('POST', `${this.#session}/url`, { url });
  }

  /** The value of a function of the page's; it may be async. Elements of this client's stay elements. */
  async evaluate(script, ...args) {
    const code = `const done = arguments[arguments.length - 1]; Promise.resolve((${script}).apply(null, [...arguments].slice(0, -1))).then((value) => done({ value }), (error) => done({ error: String(error) }))`;
    const answer = await call('POST', `${this.#session}/execute/async`, { script: code, args });
    // The page went away while it was asked.
    if (answer === null) return undefined;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }

  /** Waits until a function of the page's gives something true, and gives that. */
  waitFor(what, script, timeoutMs = 30_000, ...args) {
    return until(what, timeoutMs, () => this.evaluate(script, ...args));
  }

  /** Presses an element that a function of the page's gives, as a hand would. */
  async click(script) {
    const element = await this.waitFor(`something to click: ${script}`, script);
    await call('POST', `${this.#session}/element/${element[ELEMENT]}/click`, {});
  }

  async press(key) {
    const actions = [
      { type: 'keyDown', value: KEYS[key] },
      { type: 'keyUp', value: KEYS[key] },
    ];
    await call('POST', `${this.#session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** What is done in `body` happens in the frame that a function of the page's gives. */
  async inFrame(script, body) {
    const id = await this.waitFor(`a frame: ${script}`, script);
    await call('POST', `${this.#session}/frame`, { id });
    try {
      return await body();
    } finally {
      await call('POST', `${this.#session}/frame`, { id: null });
    }
  }

  /** What is done in `body` happens in the window or tab that opens by `opening`. */
  async inNewWindow(opening, body) {
    const before = await call('GET', `${this.#session}/window/handles`);
    const own = await call('GET', `${this.#session}/window`);
    await opening();
    const handle = await until('another window', 10_000, async () =>
      (await call('GET', `${this.#session}/window/handles`)).find((one) => !before.includes(one)),
    );
    await call('POST', `${this.#session}/window`, { handle });
    try {
      return await body();
    } finally {
      await call('DELETE', `${this.#session}/window`);
      await call('POST', `${this.#session}/window`, { handle: own });
    }
  }
}
