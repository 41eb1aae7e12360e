// The keys of the timelines. Invariant: one table, read by the handler and shown by the key sheet; they act only while
// a timeline has the focus, as WCAG asks of single letters.
import type { TimelineView } from './view.ts';

/** What a key can act upon. */
export interface Hand {
  view: TimelineView;
  /** The timeline with the focus. */
  track: number;
  /** Whether Shift is down. */
  shift: boolean;
  askForKeys(): void;
}

export interface KeyAction {
  keys: string[];
  /** How the sheet prints them. */
  shown: string[];
  does: string;
  act(hand: Hand): void;
}

const ZOOM = 1.35;
const PAN_SHARE = 0.15;
const pan =
  (sign: number) =>
  ({ view, shift }: Hand) =>
    view.pan(sign * view.scale.widthPx * PAN_SHARE * (shift ? 4 : 1));
const step =
  (by: 1 | -1) =>
  ({ view, track, shift }: Hand) => {
    if (shift && view.selection === null) view.selectChosen();
    view.step(track, by);
    if (shift) view.selectChosen(true);
  };

export const KEYS: KeyAction[] = [
  { keys: ['w', '+', '='], shown: ['W', '+'], does: 'zoom in', act: ({ view }) => view.zoom(ZOOM) },
  { keys: ['s', '-'], shown: ['S', '−'], does: 'zoom out', act: ({ view }) => view.zoom(1 / ZOOM) },
  { keys: ['a'], shown: ['A'], does: 'earlier (Shift: further)', act: pan(-1) },
  { keys: ['d'], shown: ['D'], does: 'later (Shift: further)', act: pan(1) },
  {
    keys: ['f'],
    shown: ['F'],
    does: 'fit the selection or the span; again to fit everything',
    act: ({ view }) => view.fit(),
  },
  { keys: ['0', 'home'], shown: ['0'], does: 'fit everything', act: ({ view }) => view.look(null) },
  {
    keys: ['arrowleft', ',', '<'],
    shown: ['←', ','],
    does: 'the span before (Shift: select up to it)',
    act: step(-1),
  },
  {
    keys: ['arrowright', '.', '>'],
    shown: ['→', '.'],
    does: 'the span after (Shift: select up to it)',
    act: step(1),
  },
  {
    keys: ['arrowup'],
    shown: ['↑'],
    does: 'the thread above',
    act: ({ view, track }) => view.stepLane(track, -1),
  },
  {
    keys: ['arrowdown'],
    shown: ['↓'],
    does: 'the thread below',
    act: ({ view, track }) => view.stepLane(track, 1),
  },
  {
    keys: ['r'],
    shown: ['R'],
    does: 'select the span’s stretch of time',
    act: ({ view }) => view.selectChosen(),
  },
  {
    keys: ['escape'],
    shown: ['Esc'],
    does: 'clear the selection, then the span',
    act: ({ view }) => view.letGo(),
  },
  { keys: ['?'], shown: ['?'], does: 'this list of keys', act: ({ askForKeys }) => askForKeys() },
];

export function actionFor(event: KeyboardEvent): KeyAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  return KEYS.find((action) => action.keys.includes(key));
}
