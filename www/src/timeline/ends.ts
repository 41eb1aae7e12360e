// What ends a wait for the lock, or a holding. Invariant: told from what did end it; the drop that made the lock free is
// the last one before the take.

import { duration } from '../base/format.ts';
import { roundsUntil } from '../run/lock/countdown.ts';
import { NOBODY } from '../run/lock/fold.ts';
import { spanAt } from '../run/spans.ts';
import { taskOf } from '../run/words.ts';
import { causeOf, doing, type Inspected, lockAfter, nameOf } from './inspected.ts';

/** How a lock came to be free. */
interface Dropped {
  by: number;
  timeUs: number;
  manner: 'forced' | 'tick' | 'voluntary';
  /** Who had asked for it, and when. */
  requestBy: number;
  requestUs: number;
}

function droppedAt(place: Inspected, index: number): Dropped {
  const { story, lock } = place;
  const { lane: by, timeUs } = story.event(index);
  const same = ({ lane }: { lane: number }) => lane === by;
  const forced = story.event(story.nextAt(lock, index + 1, same)).kind === 'forced-switch';
  const before = story.event(story.lastAt(lock, index, same));
  const tick = before.kind === 'tick' && before.timeUs === timeUs;
  const { requestBy, requestUs } = lockAfter(place, index);
  return { by, timeUs, manner: forced ? 'forced' : tick ? 'tick' : 'voluntary', requestBy, requestUs };
}

export function endOfHolding(place: Inspected, count: number): string {
  const index = place.story.nextOf(place.laneIndex, 'drop', count);
  if (index === NOBODY) return '';
  const { timeUs, manner, requestBy, requestUs } = droppedAt(place, index);
  const drops = `releases it at ${duration(timeUs)}`;
  if (manner === 'tick') return `${drops}, where its ticker runs out and it loses the race`;
  if (manner === 'voluntary') return `${drops} on its own`;
  return `${drops}, because ${nameOf(place, requestBy)} asked for it at ${duration(requestUs)}`;
}

/** A sentence, and the same in half of one. */
export interface End {
  ends: string;
  short: string;
}

export function endOfWait(place: Inspected, kind: string): End {
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
      ends: `ends without the lock: woken, but ${rival} is faster, so it waits again from ${at}`,
      short: `lost a race at ${at}`,
    };
  }
  if (losesForWantOfACore(place)) {
    const at = duration(endUs);
    return {
      ends: `ends at ${at} without the lock: woken, but no core is free, and by then another thread has it`,
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
function losesForWantOfACore({ lane, span, words }: Inspected): boolean {
  const state = (at: number) => (at < lane.count ? words.states[lane.state[at] as number] : undefined);
  return state(span + 1) === 'runnable' && state(span + 2) === 'gil-wait';
}

/** The holder was asked to drop the lock. */
function afterRequest(place: Inspected, { by, timeUs, requestBy, requestUs }: Dropped): End {
  const { laneIndex, startUs } = place;
  const who = nameOf(place, by);
  const asked = duration(requestUs);
  const met =
    doing(place, by, requestUs) === 'kernel-held'
      ? `but ${who} holds the lock until its kernel returns, at ${duration(timeUs)}`
      : `and ${who} releases the lock at ${duration(timeUs)}`;
  if (requestBy !== laneIndex) {
    const rival = nameOf(place, requestBy);
    return {
      ends: `ends when its turn comes: ${rival} asks at ${asked}, ${met}, and this thread is faster`,
      short: `${rival} asked at ${asked}, this thread was faster`,
    };
  }
  const intervalUs = place.track.scenario.switch_interval_us;
  if (intervalUs === null) {
    return {
      ends: `ends with its drop request: it asks at ${asked}, ${met}`,
      short: `its drop request at ${asked}`,
    };
  }
  const rounds = roundsUntil(requestUs - startUs, intervalUs);
  const due =
    rounds === 1
      ? `due ${duration(intervalUs)} after it began to wait, at ${duration(startUs + intervalUs)}`
      : `due after an interval of ${duration(intervalUs)} in which no other thread took the lock`;
  return {
    ends: `ends with its drop request, ${due}: it asks at ${asked}, ${met}`,
    short: `its drop request at ${asked}`,
  };
}

/** The holder dropped the lock without being asked. */
function afterDrop(place: Inspected, { by, timeUs, manner }: Dropped): End {
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
    ends: `ends when ${who} releases the lock at ${at}${occasion(place, by, timeUs)}`,
    short: `${who} released it at ${at}`,
  };
}

/** What for a lane dropped the lock. */
function occasion({ track, words }: Inspected, laneIndex: number, timeUs: number): string {
  const lane = track.lanes[laneIndex];
  const span = lane === undefined ? NOBODY : spanAt(lane, timeUs);
  if (lane === undefined || span === NOBODY) return ', its work done';
  const state = words.states[lane.state[span] as number];
  return state === 'kernel-released' || state === 'io' ? `, for ${taskOf(track, lane, span)}` : '';
}
