// Where the open lesson stands on the page. Invariant: a template only; the element itself is loaded with the lesson.
import { html, nothing } from 'lit';
import '../ui/lazy.ts';
import { isLesson } from '../question/lessons.ts';
import type { Settings } from '../question/settings.ts';
import type { Finished } from '../run/finished.ts';
import type { Doubt, Vocabulary } from '../wasm/core.ts';
import { loadLessons } from './link.ts';

/** What asks and runs, as far as a lesson goes. */
interface Runs {
  readonly settings: Settings;
  readonly vocabulary: Vocabulary | null;
  /** What the runs in view were asked by. */
  readonly ran: Settings;
  readonly done: boolean;
  readonly running: boolean;
  readonly experiment: { readonly shown: readonly Finished[]; readonly doubts: readonly Doubt[] } | null;
  readonly simulatesOnly: boolean;
  readonly ask: (event: CustomEvent<Settings>) => void;
  readonly run: () => void;
  readonly read: () => Promise<void>;
}

const NONE: readonly never[] = [];

export function lessonSlot(session: Runs) {
  const { settings, vocabulary, ran, done, running, experiment, simulatesOnly, ask, run, read } = session;
  const answered = done && ran.lesson === settings.lesson;
  if (!isLesson(settings.lesson)) return nothing;
  // The link is read once more where the lesson has come after all.
  const arrived = ({ detail }: CustomEvent<number>) => detail > 0 && read();
  return html`
    <div class="card">
      <gil-lazy .load=${loadLessons} .what=${'This lesson'} @gil-loaded=${arrived}>
        <gil-lesson
          .name=${settings.lesson}
          .settings=${settings}
          .vocabulary=${vocabulary}
          .asked=${ran}
          .runs=${(answered && experiment?.shown) || NONE}
          .doubts=${experiment?.doubts ?? NONE}
          ?running=${running}
          ?measures=${!simulatesOnly}
          @gil-settings=${ask}
          @gil-run=${run}
        ></gil-lesson>
        <a slot="failed" href="#v=1">Go on without the lesson</a>
      </gil-lazy>
    </div>
  `;
}
