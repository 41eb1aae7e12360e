// Why a thread does what it does: who holds its lock, since when, and what ends the wait. Invariant: pure, and every word
// comes from the columns of a finished run, of which the end is known; nothing is guessed while it is still on.

import { duration } from '../format.ts';
import { roundsUntil } from '../glass/countdown.ts';
import { type LockState, NOBODY } from '../glass/fold.ts';
import { type Story, storyOf } from '../glass/story.ts';
import { firstEndingAfter, type LaneSpans, spanAt } from '../spans.ts';
import type { Track } from './track.ts';
import { taskOf, type Words } from './words.ts';

export interface Why {
  /** Why the span is what it is; empty where there is nothing to say. */
  cause: string;
  /** Who has the lock at the moment asked for, and since when. */
  holder: string;
  /** What ends the wait, or the holding. */
  ends: string;
  /** All of it in half a line. */
  short: string;
}

const NOTHING: Why = { cause: '', holder: '', ends: '', short: '' };

/** Why a wait began, because of whom. */
const CAUSES: Record<string, (holder: string) => string> = {
  bytecode: (holder) => `because ${holder} was running Python`,
  kernel: (holder) => `because ${holder} kept the lock while it computed or waited`,
  'lost-race': (holder) => `woken, but ${holder} was faster`,
  'forced-switch': (holder) => `made to let go, until ${holder} had taken it`,
  'pool-lock': (holder) => `because ${holder} was inside the BLAS pool`,
};

/** Why a thread that has no lock gets on all the same, or does not. */
const FREE: Record<string, string> = {
  'kernel-released': 'needs no GIL while it computes',
  io: 'needs no GIL while it waits',
  blas: 'needs no GIL: it helps inside another thread’s kernel',
  runnable: 'no core is free',
};

/** One span of one lane, and what there is to know around it. */
interface Place {
  track: Track;
  words: Words;
  story: Story;
  laneIndex: number;
  lane: LaneSpans;
  span: number;
  lock: number;
  lockName: string;
  startUs: number;
  endUs: number;
}

/** `atUs`: the moment the holder is asked for; the span's beginning, if nothing else is said. */
export function whyOf(track: Track, laneIndex: number, span: number, words: Words, atUs?: number): Why {
  const lane = track.lanes[laneIndex];
  if (lane === undefined || span >= lane.count) return NOTHING;
  const startUs = lane.startUs[span] as number;
  const endUs = lane.endUs[span] as number;
  const state = words.states[lane.state[span] as number] ?? '';
  const kind = causeOf(words, lane, span);
  const cause = because(track, lane, span, kind);
  if (kind === 'pool-lock') {
    const ends = `ends when its turn in the pool has come, at ${duration(endUs)}`;
    return { cause, holder: '', ends, short: cause };
  }
  if (!track.locks) {
    const free = state === 'runnable' ? 'no core is free' : 'needs no GIL: this interpreter has none';
    return { ...NOTHING, cause: free, short: free };
  }
  const story = storyOf(track, words.events);
  if (story === null) return { ...NOTHING, cause, short: cause };
  const lock = story.lockOf[laneIndex] ?? 0;
  const lockName = story.locks.names[lock] ?? 'the lock';
  const place: Place = { track, words, story, laneIndex, lane, span, lock, lockName, startUs, endUs };
  if (state !== 'gil-wait') return notWaiting(place, state, atUs ?? startUs);
  const { ends, short } = endOfWait(place, kind);
  return { cause, holder: holderAt(place, atUs), ends, short: joined(cause, short) };
}

function joined(...parts: string[]): string {
  return parts.filter(Boolean).join('; ');
}

function causeOf({ causes }: Words, lane: LaneSpans, span: number): string {
  return causes[lane.cause?.[span] ?? NOBODY] ?? '';
}

function because(track: Track, lane: LaneSpans, span: number, kind: string): string {
  const culprit = track.lanes[lane.holder?.[span] ?? NOBODY];
  if (culprit === undefined) return '';
  return CAUSES[kind]?.(culprit === lane ? 'another thread' : culprit.name) ?? '';
}

function nameOf({ track, laneIndex }: Place, lane: number): string {
  return lane === laneIndex ? 'this thread' : (track.lanes[lane]?.name ?? 'another thread');
}

function since(us: number): string {
  return us === 0 ? 'since the start' : `since ${duration(us)}`;
}

function lockAfter({ story, lock }: Place, count: number): LockState {
  return story.at(count)[lock] as LockState;
}

function holderAt(place: Place, atUs?: number): string {
  const { story, startUs, lockName } = place;
  const { holder, lastHolder, sinceUs } = lockAfter(place, story.countUntil(atUs ?? startUs));
  const when = atUs === undefined ? '' : `at ${duration(atUs)} `;
  if (holder !== NOBODY) return `${when}${nameOf(place, holder)} has held ${lockName} ${since(sinceUs)}`;
  if (lastHolder === NOBODY) return `${when}nobody has held ${lockName} yet`;
  return `${when}nobody holds ${lockName}: ${nameOf(place, lastHolder)} dropped it at ${duration(sinceUs)}`;
}

function notWaiting(place: Place, state: string, atUs: number): Why {
  const { story, laneIndex, lockName, endUs } = place;
  const count = story.countUntil(atUs);
  const { holder, sinceUs } = lockAfter(place, count);
  const cause = FREE[state] ?? '';
  const stalled = state === 'runnable';
  if (holder !== laneIndex) {
    // That no core is free its state says already.
    if (stalled) return { ...NOTHING, ends: `ends when a core is free, at ${duration(endUs)}`, short: cause };
    return { ...NOTHING, cause, short: cause };
  }
  const held = `has held ${lockName} ${since(sinceUs)}`;
  const ends = endOfHolding(place, count);
  // Whoever is without a core, or blocks, with the lock in its hand stops everybody else.
  return stalled
    ? {
        cause: `meanwhile nobody else can have ${lockName}`,
        holder: held,
        ends,
        short: joined(cause, held),
      }
    : { cause: '', holder: held, ends, short: held };
}

/** How a lock came to be free. */
interface Dropped {
  by: number;
  timeUs: number;
  manner: 'forced' | 'tick' | 'voluntary';
  /** Who had asked for it, and when. */
  requestBy: number;
  requestUs: number;
}

function droppedAt(place: Place, index: number): Dropped {
  const { story, lock } = place;
  const { lane: by, timeUs } = story.event(index);
  const same = ({ lane }: { lane: number }) => lane === by;
  const forced = story.event(story.nextAt(lock, index + 1, same)).kind === 'forced-switch';
  const before = story.event(story.lastAt(lock, index, same));
  const tick = before.kind === 'tick' && before.timeUs === timeUs;
  const { requestBy, requestUs } = lockAfter(place, index);
  return { by, timeUs, manner: forced ? 'forced' : tick ? 'tick' : 'voluntary', requestBy, requestUs };
}

function endOfHolding(place: Place, count: number): string {
  const index = place.story.nextOf(place.laneIndex, 'drop', count);
  if (index === NOBODY) return '';
  const { timeUs, manner, requestBy, requestUs } = droppedAt(place, index);
  const drops = `drops it at ${duration(timeUs)}`;
  if (manner === 'tick') return `${drops}, where its ticker runs out and it loses the race`;
  if (manner === 'voluntary') return `${drops} of its own accord`;
  return `${drops}, because ${nameOf(place, requestBy)} asked for it at ${duration(requestUs)}`;
}

type End = Pick<Why, 'ends' | 'short'>;

function endOfWait(place: Place, kind: string): End {
  const { story, laneIndex, lane, span, lock, startUs, endUs, words } = place;
  const begun = story.countUntil(startUs);
  if (kind === 'forced-switch') {
    const index = story.nextAt(lock, begun, (event) => event.kind === 'take' && event.lane !== laneIndex);
    const { lane: taker, timeUs } = story.event(index);
    const at = index === NOBODY ? '' : `: ${nameOf(place, taker)} does at ${duration(timeUs)}`;
    return { ends: `ends after another thread has taken the lock${at}`, short: '' };
  }
  if (span + 1 < lane.count && causeOf(words, lane, span + 1) === 'lost-race') {
    const rival = nameOf(place, lane.holder?.[span + 1] ?? NOBODY);
    const at = duration(endUs);
    return {
      ends: `ends without the lock: woken, but ${rival} is faster, so it waits again from ${at} on`,
      short: `lost a race at ${at}`,
    };
  }
  if (losesForWantOfACore(place)) {
    const at = duration(endUs);
    return {
      ends: `ends at ${at} without the lock: woken, but no core is free, and by then another has it`,
      short: `woken at ${at}, but no core was free`,
    };
  }
  const taken = story.nextOf(laneIndex, 'take', begun);
  const dropped = taken === NOBODY ? NOBODY : story.lastAt(lock, taken, ({ kind }) => kind === 'drop');
  if (dropped === NOBODY) return { ends: '', short: '' };
  const drop = droppedAt(place, dropped);
  const end = drop.manner === 'forced' ? afterRequest(place, drop) : afterDrop(place, drop);
  const noCore = story.event(taken).timeUs > endUs ? '; then it needs a core' : '';
  return { ...end, ends: end.ends + noCore };
}

/** Whether it wakes up, has no core, and then waits for the lock again. */
function losesForWantOfACore({ lane, span, words }: Place): boolean {
  const state = (at: number) => (at < lane.count ? words.states[lane.state[at] as number] : undefined);
  return state(span + 1) === 'runnable' && state(span + 2) === 'gil-wait';
}

/** The holder was asked to drop the lock. */
function afterRequest(place: Place, { by, timeUs, requestBy, requestUs }: Dropped): End {
  const { laneIndex, startUs } = place;
  const who = nameOf(place, by);
  const asked = duration(requestUs);
  const met =
    doing(place, by, requestUs) === 'kernel-held'
      ? `but ${who} keeps the lock until its kernel returns, at ${duration(timeUs)}`
      : `and ${who} drops the lock at ${duration(timeUs)}`;
  if (requestBy !== laneIndex) {
    const rival = nameOf(place, requestBy);
    return {
      ends: `ends when its turn comes: ${rival} asks at ${asked}, ${met}, and this thread is faster`,
      short: `${rival} asked at ${asked}, this thread was faster`,
    };
  }
  const intervalUs = place.track.scenario.switch_interval_us;
  const rounds = roundsUntil(requestUs - startUs, intervalUs);
  const due =
    rounds === 1
      ? `due ${duration(intervalUs)} after it began to wait, at ${duration(startUs + intervalUs)}`
      : `due after an interval of ${duration(intervalUs)} in which nobody else took the lock`;
  return {
    ends: `ends by its drop request, ${due}: it asks at ${asked}, ${met}`,
    short: `its drop request at ${asked}`,
  };
}

/** The holder let go without being asked. */
function afterDrop(place: Place, { by, timeUs, manner }: Dropped): End {
  const who = nameOf(place, by);
  const at = duration(timeUs);
  if (manner === 'tick') {
    const short = `a tick of ${who} at ${at}`;
    return { ends: `ends at ${short}, in a race it wins this time`, short };
  }
  if (doing(place, by, timeUs, 'until') === 'kernel-held') {
    return { ends: `ends with the kernel of ${who} returning at ${at}`, short: `${who} returned at ${at}` };
  }
  return {
    ends: `ends when ${who} lets go of the lock at ${at}${occasion(place, by, timeUs)}`,
    short: `${who} let go at ${at}`,
  };
}

/** What for a lane let go. */
function occasion({ track, words }: Place, laneIndex: number, timeUs: number): string {
  const lane = track.lanes[laneIndex];
  const span = lane === undefined ? NOBODY : spanAt(lane, timeUs);
  if (lane === undefined || span === NOBODY) return ', its work done';
  const state = words.states[lane.state[span] as number];
  return state === 'kernel-released' || state === 'io' ? `, for ${taskOf(track, lane, span)}` : '';
}

/** The state of a lane at a moment, or until then. */
function doing(
  { track, words }: Place,
  laneIndex: number,
  timeUs: number,
  when?: 'until',
): string | undefined {
  const lane = track.lanes[laneIndex];
  if (lane === undefined) return undefined;
  const span = firstEndingAfter(lane, timeUs);
  const over = when === 'until' && !((lane.startUs[span] ?? timeUs) < timeUs);
  return words.states[lane.state[over ? span - 1 : span] ?? NOBODY];
}
