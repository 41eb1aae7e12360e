// A small W3C WebDriver client, with Firefox and WebKit under it. Invariant: whatever becomes of a test, its session is
// deleted and the driver that it started is ended; every wait has a timeout that says what was waited for.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { after } from 'node:test';

const START_TIMEOUT_MS = 20_000;
const POLL_MS = 50;
/** How the protocol names an element in JSON. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const KEYS = { Enter: '\uE007', Tab: '\uE004' };
const MINI_BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';

const FIREFOX = {
  program: 'geckodriver',
  arguments: (port) => ['--host', '127.0.0.1', '--port', port],
  advice: 'cargo install geckodriver --locked',
  environment: async () => ({}),
  capabilities: {
    'moz:firefoxOptions': {
      args: ['-headless'],
      ...(process.env.FIREFOX ? { binary: process.env.FIREFOX } : {}),
    },
  },
};

/** WebKitGTK shares memory only when it is told to: then it is like Safari, else it only says that it is isolated. */
const webKit = (shares) => ({
  program: 'WebKitWebDriver',
  arguments: (port) => [`--port=${port}`],
  advice: 'apt-get install webkit2gtk-driver xvfb',
  environment: async () => ({
    DISPLAY: await screen(),
    ...(shares ? { JSC_useSharedArrayBuffer: 'true' } : {}),
  }),
  capabilities: {
    'webkitgtk:browserOptions': {
      binary: process.env.MINI_BROWSER || MINI_BROWSER,
      args: ['--automation'],
    },
  },
});

const started = [];
after(() => {
  for (const child of started) child.kill();
});

function run(program, args, options) {
  const child = spawn(program, args, options);
  started.push(child);
  return child;
}

let display;
/** The name of a screen that nobody sees, for a browser that cannot do without. */
function screen() {
  display ??= new Promise((resolve, reject) => {
    const child = run('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    child.on('error', ({ message }) =>
      reject(new Error(`Xvfb does not start (${message}): apt-get install xvfb`)),
    );
    child.stdio[3].once('data', (number) => resolve(`:${String(number).trim()}`));
  });
  return display;
}

async function start(kind) {
  const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
  const env = { ...process.env, ...(await kind.environment()) };
  let failed = '';
  run(kind.program, kind.arguments(String(port)), { stdio: 'ignore', env }).on('error', ({ message }) => {
    failed = message;
  });
  const url = `http://127.0.0.1:${port}`;
  await until(kind.program, START_TIMEOUT_MS, () => {
    if (failed !== '') throw new Error(`${kind.program} does not start (${failed}): ${kind.advice}`);
    return fetch(`${url}/status`).then(
      () => true,
      () => false,
    );
  });
  return url;
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

/** Opens a browser of that kind, whose driver is the one of the test file, and hands it to `body`. */
const opener = (kind) => {
  let driver;
  return async (body) => {
    driver ??= start(kind);
    const url = await driver;
    const capabilities = { alwaysMatch: kind.capabilities };
    const { sessionId } = await call('POST', `${url}/session`, { capabilities });
    const session = `${url}/session/${sessionId}`;
    try {
      await call('POST', `${session}/timeouts`, { script: 60_000, pageLoad: 30_000 });
      return await body(new Browser(session));
    } finally {
      await call('DELETE', session);
    }
  };
};

export const withFirefox = opener(FIREFOX);
export const withWebKit = opener(webKit(true));
export const withWebKitThatSharesNothing = opener(webKit(false));

class Browser {
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
