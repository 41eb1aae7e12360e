// One timeline as the view sees it. Invariant: the same shape while its run is waited for, on, and done.
import type { LaneSpans } from '../spans.ts';

export interface Track {
  runtime: string;
  title: string;
  /** One word for how its threads run, such as "serialized". */
  tag: string;
  lanes: LaneSpans[];
  status: 'waiting' | 'live' | 'done';
  /** Where it ends so far: the wall when done. */
  endUs: number;
  /** What an operation of it is called. */
  opName(op: number): string;
}

/** A place in the stack of timelines. */
export interface Spot {
  track: number;
  lane: number;
  span: number;
}
