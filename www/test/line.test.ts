import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Line, type Told } from '../src/element/line.ts';
import { Channel } from '../src/embed/channel.ts';

const ORIGIN = 'https://docs.example';
const LATER_MS = 250;
/** An open port would keep the test's process. */
const OVER = { code: 'aborted', message: '', hint: '', docsUrl: '' } as const;

type Event = Pick<MessageEvent, 'source' | 'data' | 'ports'>;

/**
 * A page with a frame in it, whose messages come when the test says so: `toPage` and `toFrame` hold what is on its way.
 * A window has what a Channel needs of it.
 */
function page() {
  const [toPage, toFrame]: [unknown[], Event[]] = [[], []];
  const parent = { postMessage: (data: unknown) => toPage.push(data) };
  let heard: (event: Event) => void = () => {};
  const contentWindow = {
    postMessage: (data: unknown, _: string, ports: MessagePort[]) =>
      toFrame.push({ source: parent as never, data, ports }),
  };
  const told: Told[] = [];
  const line = new Line(
    { contentWindow } as never,
    (message) => told.push(message),
    (reason) => ({
      ...reason,
      docsUrl: '',
    }),
  );
  return {
    line,
    told,
    toFrame,
    /** The frame's scripts are there, or there again. */
    load(): Channel {
      Object.assign(globalThis, {
        window: { parent },
        addEventListener: (_: string, hear: typeof heard) => {
          heard = hear;
        },
        removeEventListener: () => {
          heard = () => {};
        },
      });
      return new Channel(() => {});
    },
    pageHears() {
      for (const data of toPage.splice(0))
        line.hear({ data, source: contentWindow, origin: ORIGIN, ports: [] } as never, ORIGIN);
    },
    frameHears() {
      for (const event of toFrame.splice(0)) heard(event);
    },
  };
}

const later = () => new Promise((resolve) => setTimeout(resolve, LATER_MS));

test('a frame that was too busy to find its port, and says hello again, is heard all the same', async (t) => {
  const { line, told, load, pageHears, frameHears } = page();
  t.after(() => line.end(OVER));
  const channel = load();
  channel.say({ type: 'state', state: 'ready' });
  // Two and more of its hellos come before it hears of the first answer.
  await later();
  pageHears();
  await later();
  pageHears();
  frameHears();
  await later();
  assert.deepEqual(
    told.map(({ type }) => type),
    ['state'],
  );
});

test('a frame that has loaded itself again gets a port of its own', async (t) => {
  const { line, told, load, pageHears, frameHears, toFrame } = page();
  t.after(() => line.end(OVER));
  for (const height of [1, 2]) {
    const channel = load();
    pageHears();
    assert.equal(toFrame.length, 1);
    frameHears();
    channel.say({ type: 'size', height });
    await later();
  }
  assert.deepEqual(
    told.map((message) => message.type === 'size' && message.height),
    [1, 2],
  );
});
