// What the glass shows at one moment of a finished run: the locks' insides, what each thread does, and what just happened.
// Invariant: pure; made of the story and the columns alone, whichever way the moment was come to.
import { duration } from '../base/format.ts';
import { type Countdown, countdown } from '../run/lock/countdown.ts';
import { type LockEvent, type LockState, NOBODY } from '../run/lock/fold.ts';
import type { Moment, Story } from '../run/lock/story.ts';
import { firstEndingAfter, type LaneSpans, spanAt } from '../run/spans.ts';
import { lookOf } from '../run/states.ts';
import type { Track } from '../run/track.ts';
import { stateOf, taskOf, type Words } from '../run/words.ts';
import { whyOf } from '../timeline/why.ts';
import { type Field, fieldsOf, intervalOf } from './fields.ts';
import { listingFor, type ShownLine } from './listing.ts';
import { sentenceOf } from './sentences.ts';

export interface LockPanel {
  name: string;
  fields: Field[];
  /** Whether the last event was at this lock. */
  touched: boolean;
}

export interface ThreadRow {
  name: string;
  state: string;
  holds: boolean;
  /** While it sleeps in a timed wait. */
  countdown: Countdown | null;
  /** What it waits for, or why it does not. */
  why: string;
}

export interface Glimpse {
  sentence: string;
  locks: LockPanel[];
  threads: ThreadRow[];
  /** How many threads there are beside those. */
  others: number;
  listing: ShownLine[];
}

/** More threads are counted, not shown. */
const MOST_THREADS = 24;

export function glimpse(track: Track, story: Story, words: Words, moment: Moment): Glimpse {
  const event = moment.count === 0 ? null : story.event(moment.count - 1);
  const touched = event === null ? NOBODY : (story.lockOf[event.lane] ?? NOBODY);
  const before = story.at(Math.max(0, moment.count - 1));
  const locks = story.at(moment.count);
  const shown = foremost(track, words, moment.timeUs);
  return {
    sentence:
      event === null
        ? START
        : since(event, moment) + told(track, story, words, moment.count - 1, event, touched),
    locks: locks.map((lock, i) => ({
      name: story.locks.names[i] ?? '',
      fields: fieldsOf(track, story.locks.switch, lock, i === touched ? before[i] : undefined),
      touched: i === touched,
    })),
    threads: shown.map((lane) => threadAt(track, story, words, moment, lane)),
    others: track.lanes.length - shown.length,
    listing: listingFor(story.locks, event, before[touched] ?? null),
  };
}

const START = 'Nothing has happened yet: the lock is free.';

/** A moment may lie between two events. */
function since(event: LockEvent, { timeUs }: Moment): string {
  return timeUs > event.timeUs ? `${duration(timeUs - event.timeUs)} earlier: ` : '';
}

function told(
  track: Track,
  story: Story,
  words: Words,
  index: number,
  event: LockEvent,
  lock: number,
): string {
  const name = (lane: number) => track.lanes[lane]?.name ?? 'none';
  const neighbour = (at: number) => (at === NOBODY ? null : story.event(at));
  const lane = track.lanes[event.lane];
  const span = lane === undefined ? NOBODY : spanAt(lane, event.timeUs);
  const occasion = (): string => {
    if (lane === undefined || span === NOBODY) return ', at its end';
    const state = words.states[lane.state[span] as number];
    return state === 'kernel-released' || state === 'io' ? ` for ${taskOf(track, lane, span)}` : '';
  };
  return sentenceOf({
    switch: story.locks.switch,
    lock: story.locks.names[lock] ?? 'the lock',
    event,
    before: story.at(index)[lock] as LockState,
    after: story.at(index + 1)[lock] as LockState,
    next: neighbour(story.nextAt(lock, index + 1, () => true)),
    last: neighbour(story.lastAt(lock, index, () => true)),
    intervalUs: intervalOf(track),
    checkInterval: track.scenario.check_interval,
    occasion: occasion(),
    name,
  });
}

/** Whether more is to happen to a lane at this very time: it still does what it did before. */
function pending(story: Story, lane: number, { count, timeUs }: Moment): boolean {
  const next = story.nextEvent(lane, count);
  return next !== null && next.timeUs === timeUs && next.kind !== 'forced-switch';
}

/** The span of a lane at a moment: while more is to happen to it at that very time, the one that goes on until then. */
function spanOf(spans: LaneSpans, { timeUs }: Moment, goesOn: boolean): number {
  const from = firstEndingAfter(spans, timeUs);
  return goesOn && from > 0 && spans.endUs[from - 1] === timeUs ? from - 1 : spanAt(spans, timeUs);
}

function threadAt(track: Track, story: Story, words: Words, moment: Moment, lane: number): ThreadRow {
  const { timeUs: atUs } = moment;
  const spans = track.lanes[lane] as LaneSpans;
  const lock = story.at(moment.count)[story.lockOf[lane] ?? NOBODY];
  const holds = lock?.holder === lane;
  const row = (state: string, more: Partial<ThreadRow> = {}): ThreadRow => {
    return { name: spans.name, state, holds, countdown: null, why: '', ...more };
  };
  const goesOn = pending(story, lane, moment);
  // No span tells of a holding that takes no time.
  if (holds && goesOn && lock.sinceUs === atUs) return row('has just taken the lock, and drops it at once');
  const span = spanOf(spans, moment, goesOn);
  if (span === NOBODY) {
    return row(spans.count > 0 && (spans.endUs[spans.count - 1] as number) <= atUs ? 'done' : 'not at work');
  }
  const { holder, ends, cause } = whyOf(track, lane, span, words);
  const waits = words.states[spans.state[span] as number] === 'gil-wait';
  const state = unheld(spans, span, words, holds)
    ? span === 0 && spans.startUs[0] === atUs
      ? 'about to take the lock'
      : 'has just dropped the lock'
    : stateOf(spans, span, words);
  return row(state, {
    countdown: timed(story, words, spans, span)
      ? countdown(story, lane, spans, span, moment, intervalOf(track))
      : null,
    why: waits ? ends : [cause, holds ? holder : '', holds ? ends : ''].filter(Boolean).join(', '),
  });
}

/** Whether it is without the lock although its span needs it: it may drop and take it at one and the same time. */
function unheld(spans: LaneSpans, span: number, { states }: Words, holds: boolean): boolean {
  return !holds && lookOf(states[spans.state[span] as number] ?? '').holds;
}

/** The lanes to show, in their order: where not all fit, those that have to do with a lock. */
function foremost({ lanes }: Track, { states }: Words, atUs: number): number[] {
  const all = [...lanes.keys()];
  if (all.length <= MOST_THREADS) return all;
  const busy = (lane: number) => {
    const spans = lanes[lane] as LaneSpans;
    const state = states[spans.state[spanAt(spans, atUs)] ?? NOBODY] ?? '';
    return state === 'gil-wait' || lookOf(state).holds;
  };
  const chosen = [...all.filter(busy), ...all.filter((lane) => !busy(lane))].slice(0, MOST_THREADS);
  return chosen.toSorted((a, b) => a - b);
}

/** Whether a lane sleeps on `cond` with an interval. */
function timed(story: Story, { states, causes }: Words, spans: LaneSpans, span: number): boolean {
  const cause = causes[spans.cause?.[span] ?? NOBODY] ?? '';
  return (
    story.locks.switch === 'request' &&
    states[spans.state[span] as number] === 'gil-wait' &&
    cause !== 'forced-switch' &&
    cause !== 'pool-lock'
  );
}
