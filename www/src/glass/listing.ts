// The algorithms at the lock, short and in our own words, and the lines of them that an event is. Invariant: every kind of
// event that a lock of that sort can write has its lines; a line is one statement.
import type { LockEvent, LockState } from '../run/lock/fold.ts';
import type { Locks, Switch } from '../run/lock/rules.ts';

interface Line {
  text: string;
  /** Which events this line is part of; `switch` is a take by another thread than the last. */
  of?: readonly ('take' | 'switch' | 'drop' | 'drop-request' | 'forced-switch' | 'tick')[];
}

/** After `ceval_gil.c` of CPython 3.2 and later. */
const request = (looks: string): readonly Line[] => [
  { text: 'take(t):' },
  { text: '  while locked:' },
  { text: '    seen = switch_number' },
  { text: '    wait(cond, interval)' },
  { text: '    if timed out and locked and switch_number == seen:' },
  { text: '      drop_request = 1 on last_holder', of: ['drop-request'] },
  { text: '  locked = 1', of: ['take'] },
  { text: '  if last_holder != t: last_holder = t; switch_number += 1', of: ['switch'] },
  { text: '  signal(switch_cond); drop_request = 0', of: ['take'] },
  { text: 'drop(t):' },
  { text: '  last_holder = t; locked = 0', of: ['drop'] },
  { text: '  signal(cond), which wakes one waiter', of: ['drop'] },
  { text: '  if drop_request on t and last_holder == t:' },
  { text: '    drop_request = 0', of: ['forced-switch'] },
  { text: '    wait(switch_cond) until last_holder != t', of: ['forced-switch'] },
  { text: `checkpoint(t), ${looks}:` },
  { text: '  if drop_request on t: drop(t); take(t)' },
];

/** After `ceval.c` of CPython 2.7. */
const TICKS: readonly Line[] = [
  { text: 'before each instruction:' },
  { text: '  ticker -= 1' },
  { text: '  if ticker < 0:' },
  { text: '    ticker = checkinterval', of: ['tick'] },
  { text: '    unlock; signal one waiter', of: ['tick'] },
  { text: '    lock again: a race, mostly won', of: ['tick'] },
  { text: 'take(t): wait until signalled and faster', of: ['take'] },
  { text: 'drop(t): unlock; signal one waiter', of: ['drop'] },
];

const PLAIN: readonly Line[] = [
  { text: 'for each pass over the tasks:' },
  { text: '  lock, or wait for it', of: ['take'] },
  { text: '  do every task of the pass' },
  { text: '  unlock; signal one waiter', of: ['drop'] },
];

const LISTINGS: Record<Switch, (looks: string) => readonly Line[]> = {
  request,
  ticks: () => TICKS,
  never: () => PLAIN,
};

export interface ShownLine {
  text: string;
  /** How far it is indented. */
  depth: number;
  now: boolean;
}

/** The listing with the lines that the event is; `before` is its lock until then. */
export function listingFor(
  { switch: kind, looks }: Locks,
  event: LockEvent | null,
  before: LockState | null,
): ShownLine[] {
  const switches = event?.kind === 'take' && before?.lastHolder !== event.lane;
  return LISTINGS[kind](looks).map(({ text, of = [] }) => ({
    text: text.trimStart(),
    depth: (text.length - text.trimStart().length) / 2,
    now: of.some((name) => name === event?.kind || (switches && name === 'switch')),
  }));
}
