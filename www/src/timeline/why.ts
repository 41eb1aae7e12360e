// Why a thread does what it does: who holds its lock, since when, and what ends the wait. Invariant: pure, and every word
// comes from the columns of a finished run, of which the end is known; nothing is guessed while it is still on.

import { duration } from '../base/format.ts';
import { NOBODY } from '../run/lock/fold.ts';
import { storyOf } from '../run/lock/story.ts';
import type { LaneSpans } from '../run/spans.ts';
import type { Track } from '../run/track.ts';
import type { Words } from '../run/words.ts';
import { endOfHolding, endOfWait } from './ends.ts';
import { causeOf, type Inspected, lockAfter, nameOf } from './inspected.ts';

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
  kernel: (holder) => `because ${holder} held the lock while it computed or waited`,
  'lost-race': (holder) => `woken, but ${holder} was faster`,
  'forced-switch': (holder) => `asked to release it, and waiting until ${holder} has taken it`,
  'pool-lock': (holder) => `because ${holder} was inside the BLAS pool`,
};

/** Why a thread that has no lock gets on all the same, or does not. */
const FREE: Record<string, string> = {
  'kernel-released': 'doesn’t need the GIL while it computes',
  io: 'doesn’t need the GIL while it waits',
  blas: 'doesn’t need the GIL: it helps inside another thread’s kernel',
  runnable: 'no core is free',
};

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
    const free = state === 'runnable' ? 'no core is free' : 'doesn’t need a GIL: this interpreter has none';
    return { ...NOTHING, cause: free, short: free };
  }
  const story = storyOf(track, words);
  if (story === null) return { ...NOTHING, cause, short: cause };
  const lock = story.lockOf[laneIndex] ?? 0;
  const lockName = story.locks.names[lock] ?? 'the lock';
  const place: Inspected = { track, words, story, laneIndex, lane, span, lock, lockName, startUs, endUs };
  if (state !== 'gil-wait') return notWaiting(place, state, atUs ?? startUs);
  const { ends, short } = endOfWait(place, kind);
  return { cause, holder: holderAt(place, atUs), ends, short: joined(cause, short) };
}

function joined(...parts: string[]): string {
  return parts.filter(Boolean).join('; ');
}

function because(track: Track, lane: LaneSpans, span: number, kind: string): string {
  const culprit = track.lanes[lane.holder?.[span] ?? NOBODY];
  if (culprit === undefined) return '';
  return CAUSES[kind]?.(culprit === lane ? 'another thread' : culprit.name) ?? '';
}

function since(us: number): string {
  return us === 0 ? 'since the start' : `since ${duration(us)}`;
}

function holderAt(place: Inspected, atUs?: number): string {
  const { story, startUs, lockName } = place;
  const { holder, lastHolder, sinceUs } = lockAfter(place, story.countUntil(atUs ?? startUs));
  const when = atUs === undefined ? '' : `at ${duration(atUs)} `;
  if (holder !== NOBODY) return `${when}${nameOf(place, holder)} has held ${lockName} ${since(sinceUs)}`;
  if (lastHolder === NOBODY) return `${when}${lockName} hasn’t been held yet`;
  return `${when}${lockName} is free: ${nameOf(place, lastHolder)} released it at ${duration(sinceUs)}`;
}

function notWaiting(place: Inspected, state: string, atUs: number): Why {
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
        cause: `meanwhile no other thread can have ${lockName}`,
        holder: held,
        ends,
        short: joined(cause, held),
      }
    : { cause: '', holder: held, ends, short: held };
}
