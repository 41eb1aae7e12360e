// A lock's inside, in the words of CPython's `ceval_gil.c`, and what each event makes of it. Invariant: a pure fold. A lock
// has at most one holder; `switch_number` grows by one with every take by another thread, and with nothing else.

/** No thread. */
export const NOBODY = -1;

export interface LockState {
  /** Who holds it; nobody: `locked` is 0. */
  holder: number;
  /** When the holder took it, or, while nobody holds it, when it was dropped. */
  sinceUs: number;
  lastHolder: number;
  switchNumber: number;
  /** Who set `drop_request`, on whom and when; nobody: it is 0. */
  requestBy: number;
  requestOn: number;
  requestUs: number;
  /** Who was made to drop and waits on `switch_cond`. */
  forced: number;
  forcedSwitches: number;
  /** 2.7: how often the ticker has run out since the holder took the lock, and when last. */
  ticks: number;
  tickUs: number;
}

export const UNTOUCHED: Readonly<LockState> = {
  holder: NOBODY,
  sinceUs: 0,
  lastHolder: NOBODY,
  switchNumber: 0,
  requestBy: NOBODY,
  requestOn: NOBODY,
  requestUs: 0,
  forced: NOBODY,
  forcedSwitches: 0,
  ticks: 0,
  tickUs: 0,
};

export interface LockEvent {
  timeUs: number;
  /** The core's name for what happened. */
  kind: string;
  lane: number;
  /** The other lane it concerns. */
  to: number;
}

type Step = (draft: LockState, event: LockEvent) => void;

/** What each kind of event changes, in place: a million objects would be too many. */
const STEPS: Record<string, Step> = {
  take: (draft, { lane, timeUs }) => {
    forgetRequest(draft);
    if (draft.lastHolder !== lane) draft.switchNumber += 1;
    if (draft.forced !== lane) draft.forced = NOBODY;
    draft.holder = lane;
    draft.lastHolder = lane;
    draft.sinceUs = timeUs;
    draft.ticks = 0;
  },
  // Where two measured clocks disagree by a step, the next holder's take may stand before the drop it followed.
  drop: (draft, { lane, timeUs }) => {
    if (draft.holder !== lane) return;
    draft.holder = NOBODY;
    draft.sinceUs = timeUs;
  },
  'drop-request': (draft, { lane, to, timeUs }) => {
    draft.requestBy = lane;
    draft.requestOn = to === NOBODY ? draft.holder : to;
    draft.requestUs = timeUs;
  },
  'forced-switch': (draft, { lane }) => {
    forgetRequest(draft);
    draft.forced = draft.holder === NOBODY ? lane : NOBODY;
    draft.forcedSwitches += 1;
  },
  tick: (draft, { timeUs }) => {
    draft.ticks += 1;
    draft.tickUs = timeUs;
  },
};

function forgetRequest(draft: LockState): void {
  draft.requestBy = NOBODY;
  draft.requestOn = NOBODY;
}

/** The lock after an event at it. */
export function after(lock: Readonly<LockState>, event: LockEvent): LockState {
  const draft = { ...lock };
  STEPS[event.kind]?.(draft, event);
  return draft;
}

/** The locks after some events, each at the lock that `lockOf` says. */
export function fold(
  locks: readonly Readonly<LockState>[],
  events: Iterable<LockEvent>,
  lockOf: readonly number[],
): readonly Readonly<LockState>[] {
  const drafts = locks.map((lock) => ({ ...lock }));
  for (const event of events) {
    const draft = drafts[lockOf[event.lane] ?? NOBODY];
    if (draft !== undefined) STEPS[event.kind]?.(draft, event);
  }
  return drafts;
}
