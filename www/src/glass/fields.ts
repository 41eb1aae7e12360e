// A lock's fields as they are shown. Invariant: the names are CPython's own, in the order in which its code declares them;
// a lock shows no field that it has not got.
import { duration } from '../base/format.ts';
import { type LockState, NOBODY } from '../run/lock/fold.ts';
import type { Switch } from '../run/lock/rules.ts';
import type { Track } from '../run/track.ts';

export interface Field {
  name: string;
  value: string;
  /** Whether the last event changed it. */
  fresh: boolean;
}

/** The fields that a lock of this sort has, in the order in which its code declares them. */
export function fieldsOf(
  track: Track,
  kind: Switch,
  lock: LockState,
  before: LockState | undefined,
): Field[] {
  const shown = (state: LockState) => valuesOf(track, kind, state);
  const old = before === undefined ? null : new Map(shown(before));
  return shown(lock).map(([name, value]) => ({
    name,
    value,
    fresh: old !== null && old.get(name) !== value,
  }));
}

/** The glass isn't shown where it isn't known. */
export function intervalOf({ scenario }: Track): number {
  return scenario.switch_interval_us ?? 0;
}

function valuesOf(track: Track, kind: Switch, lock: LockState): [string, string][] {
  const name = (lane: number) => (lane === NOBODY ? 'none' : (track.lanes[lane]?.name ?? 'none'));
  const held = lock.holder !== NOBODY;
  const common: [string, string][] = [
    ['locked', held ? '1' : '0'],
    ['holder', held ? `${name(lock.holder)}, since ${duration(lock.sinceUs)}` : 'none'],
  ];
  if (kind === 'never') return common;
  if (kind === 'ticks') {
    const ticks = lock.ticks === 0 ? 'not run out' : `run out ${lock.ticks}×`;
    return [
      ...common,
      ['checkinterval', `${track.scenario.check_interval} instructions`],
      [
        'ticker',
        `${ticks} since the last take${lock.ticks === 0 ? '' : `, last at ${duration(lock.tickUs)}`}`,
      ],
    ];
  }
  const request =
    lock.requestBy === NOBODY
      ? '0'
      : `1 on ${name(lock.requestOn)}, set by ${name(lock.requestBy)} at ${duration(lock.requestUs)}`;
  return [
    ...common,
    ['last_holder', name(lock.lastHolder)],
    ['switch_number', String(lock.switchNumber)],
    ['interval', duration(intervalOf(track))],
    ['drop_request', request],
    ['on switch_cond', lock.forced === NOBODY ? 'none' : `${name(lock.forced)} waits`],
  ];
}
