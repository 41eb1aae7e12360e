// What just happened at a lock, in CPython's own terms, in one sentence. Invariant: pure; says what the event and the
// locks before and after it say.
import { capital, duration } from '../base/format.ts';
import { type LockEvent, type LockState, NOBODY } from '../run/lock/fold.ts';
import type { Switch } from '../run/lock/rules.ts';

/** An event and what is around it. */
export interface Moment {
  switch: Switch;
  /** "the GIL" */
  lock: string;
  event: LockEvent;
  before: LockState;
  after: LockState;
  /** The next event at the same lock. */
  next: LockEvent | null;
  /** The event at the same lock before. */
  last: LockEvent | null;
  intervalUs: number;
  checkInterval: number;
  /** What the thread goes on with, as the end of "drops the lock …". */
  occasion: string;
  name(lane: number): string;
}

const SENTENCES: Record<string, (moment: Moment) => string> = {
  take: taken,
  drop: dropped,
  'drop-request': ({ event, after, intervalUs, name }) =>
    `${name(event.lane)} has waited its interval of ${duration(intervalUs)} and seen no switch, so it sets drop_request on ${name(after.requestOn)}`,
  'forced-switch': ({ event, after, name }) =>
    after.forced === NOBODY
      ? `${name(event.lane)} was asked to drop; by now ${name(after.holder)} has taken the lock`
      : `forced switch: ${name(event.lane)} waits on switch_cond until another thread has taken the lock`,
  tick: ({ event, next, checkInterval, name }) => {
    const runsOut = `the ticker of ${name(event.lane)} has run out after ${checkInterval} instructions: it unlocks and signals a waiter`;
    return next?.kind === 'drop' && next.lane === event.lane && next.timeUs === event.timeUs
      ? `${runsOut}, and this time it loses the race to lock again`
      : `${runsOut}, and locks again before the waiter is awake`;
  },
};

function taken({ switch: kind, lock, event, before, after, name }: Moment): string {
  const who = name(event.lane);
  const counted = kind === 'request' ? `: switch_number is ${after.switchNumber} now` : '';
  if (before.holder !== NOBODY && before.holder !== event.lane) {
    return `${who} takes ${lock}${counted}; by the clock of ${name(before.holder)}, which dropped it, that comes a moment later`;
  }
  if (before.lastHolder === event.lane) {
    const same = kind === 'request' ? ', so switch_number stays as it is' : '';
    return `${who} takes ${lock} back; no other thread had it${same}`;
  }
  const freed =
    before.forced === NOBODY
      ? ''
      : `, and signals switch_cond: ${name(before.forced)} may go on, to wait again`;
  return `${who} takes ${lock}${counted}${freed}`;
}

function dropped({ lock, event, before, next, last, occasion, name }: Moment): string {
  const who = name(event.lane);
  if (before.holder !== event.lane)
    return `${who} has dropped ${lock}, by its own clock, which is a step behind`;
  if (next?.kind === 'forced-switch' && next.lane === event.lane) {
    return `${who} sees its drop_request and drops ${lock}: locked is 0, and cond is signalled`;
  }
  if (last?.kind === 'tick' && last.timeUs === event.timeUs) {
    return next?.kind === 'take'
      ? `${lock} is free for a moment, and ${name(next.lane)} is awake in time`
      : `${who} loses ${lock}`;
  }
  return `${who} drops ${lock} on its own${occasion}: locked is 0, and one waiter, if there is one, is signalled`;
}

export function sentenceOf(moment: Moment): string {
  const sentence = SENTENCES[moment.event.kind]?.(moment) ?? `${moment.event.kind} at ${moment.lock}`;
  return `${capital(sentence)}.`;
}
