// The runs of an experiment as they are shown: timelines while they are on, numbers once they are done. Invariant: a
// template only; it keeps nothing and decides nothing.
import { html, nothing } from 'lit';
import { glassSection } from '../glass/section.ts';
import '../ui/lazy.ts';
import { tablesSection } from '../tables/section.ts';
import { picture, type Shown } from './picture.ts';

const SHARES = () => import('../shares/shares-table.ts');
const RESULTS = () => import('./results.ts');

export function shown({ experiment, vocabulary, done, stretch, view }: Shown) {
  return html`
    ${picture({ experiment, vocabulary, stretch, view })}
    ${glassSection(done ? experiment.tracks : null, vocabulary)}
    ${
      done
        ? html`
            <section class="card" aria-label="Threads in numbers">
              <gil-lazy .load=${SHARES} .what=${'Threads in numbers'}>
                <gil-shares .runs=${experiment.shown} .words=${vocabulary} .stretch=${stretch}></gil-shares>
              </gil-lazy>
            </section>
            <section class="card" aria-label="Numbers">
              <gil-lazy .load=${RESULTS} .what=${'The table of numbers'}>
                <gil-results .rounds=${experiment.rounds} .shown=${experiment.shown} .doubts=${experiment.doubts} .vocabulary=${vocabulary}></gil-results>
              </gil-lazy>
            </section>
          `
        : nothing
    }
    ${tablesSection(done ? experiment.tracks : [], vocabulary)}
  `;
}
