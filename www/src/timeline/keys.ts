// The keys of the timelines. Invariant: one table, read by the handler and shown by the key sheet; they act only while
// a timeline has the focus, as WCAG asks of single letters.
import type { TimelineView } from './view.ts';

export interface KeyAction {
  keys: string[];
  /** How the sheet prints them. */
  shown: string[];
  does: string;
  act(view: TimelineView, track: number, coarse: boolean): void;
}

const ZOOM = 1.35;
const PAN_SHARE = 0.15;
const pan = (sign: number) => (view: TimelineView, _track: number, coarse: boolean) =>
  view.pan(sign * view.scale.widthPx * PAN_SHARE * (coarse ? 4 : 1));

export const KEYS: KeyAction[] = [
  { keys: ['w', '+', '='], shown: ['W', '+'], does: 'zoom in', act: (view) => view.zoom(ZOOM) },
  { keys: ['s', '-'], shown: ['S', '−'], does: 'zoom out', act: (view) => view.zoom(1 / ZOOM) },
  { keys: ['a'], shown: ['A'], does: 'earlier (Shift: further)', act: pan(-1) },
  { keys: ['d'], shown: ['D'], does: 'later (Shift: further)', act: pan(1) },
  { keys: ['f', '0', 'home'], shown: ['F', '0'], does: 'fit everything', act: (view) => view.fit() },
  {
    keys: ['arrowleft', ','],
    shown: ['←', ','],
    does: 'the span before',
    act: (view, track) => view.step(track, -1),
  },
  {
    keys: ['arrowright', '.'],
    shown: ['→', '.'],
    does: 'the span after',
    act: (view, track) => view.step(track, 1),
  },
  {
    keys: ['arrowup'],
    shown: ['↑'],
    does: 'the thread above',
    act: (view, track) => view.stepLane(track, -1),
  },
  {
    keys: ['arrowdown'],
    shown: ['↓'],
    does: 'the thread below',
    act: (view, track) => view.stepLane(track, 1),
  },
  { keys: ['escape'], shown: ['Esc'], does: 'let the span go', act: (view) => view.choose(null) },
];

export function actionFor(event: KeyboardEvent): KeyAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  return KEYS.find((action) => action.keys.includes(key));
}
