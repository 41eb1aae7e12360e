// Where the open lesson stands on the page. Invariant: a template only; the element itself is loaded with the lesson.
import { html, nothing } from 'lit';
import type { Doubt, Vocabulary } from '../core.ts';
import type { Finished } from '../experiment.ts';
import type { Settings } from '../settings.ts';
import '../lazy.ts';
import { loadLessons } from './link.ts';
import { isLesson } from './names.ts';

export interface Slot {
  settings: Settings;
  vocabulary: Vocabulary | null;
  /** What the runs were asked by. */
  asked: Settings;
  /** The finished runs of this lesson; empty before. */
  runs: readonly Finished[];
  /** Why they must not be told. */
  doubts: readonly Doubt[];
  running: boolean;
  /** Whether this page can measure. */
  measures: boolean;
  change: (event: CustomEvent<Settings>) => void;
  run: () => void;
  /** Reads the link once more: the lesson has come after all. */
  read: () => void;
}

export function lessonSlot({
  settings,
  vocabulary,
  asked,
  runs,
  doubts,
  running,
  measures,
  change,
  run,
  read,
}: Slot) {
  if (!isLesson(settings.lesson)) return nothing;
  return html`
    <div class="card">
      <gil-lazy .load=${loadLessons} .what=${'This lesson'} @gil-loaded=${({ detail }: CustomEvent<number>) => detail > 0 && read()}>
        <gil-lesson
          .name=${settings.lesson}
          .settings=${settings}
          .vocabulary=${vocabulary}
          .asked=${asked}
          .runs=${runs}
          .doubts=${doubts}
          ?running=${running}
          ?measures=${measures}
          @gil-settings=${change}
          @gil-run=${run}
        ></gil-lesson>
        <a slot="failed" href="#v=1">Go on without the lesson</a>
      </gil-lazy>
    </div>
  `;
}
