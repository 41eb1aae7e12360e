// Where the open lesson stands on the page. Invariant: a template only; the element itself is loaded with the lesson.
import { html, nothing } from 'lit';
import '../lazy.ts';
import type { Session } from '../session.ts';
import { loadLessons } from './link.ts';
import { isLesson } from './names.ts';

const NONE: readonly never[] = [];

export function lessonSlot(session: Session) {
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
