// The small parts of the page around the timelines. Invariant: templates only, they keep nothing and decide nothing.
import { html, nothing } from 'lit';
import type { Problem } from '../base/problem.ts';
import type { Progress } from '../run/finished.ts';
import type { Story } from '../run/sentence.ts';

export type Stage = 'opening' | 'ready' | 'running' | 'done' | 'failed';

export function told(story: Story) {
  return html`
    <section class="story" aria-label="What happened">
      <h2 data-testid="headline" data-ratio=${story.ratio ?? ''}>${story.headline}</h2>
      <p data-testid="sentence">${story.sentence}</p>
    </section>
  `;
}

/** `arrived`: how far it has come, once that takes a while. */
export function loading(what: string, arrived: string) {
  if (arrived === '') return nothing;
  return html`<section class="story" data-testid="loading"><p>Loading ${what}: ${arrived}.</p></section>`;
}

/** What is said of runs from earlier in this session. */
export function kept(words: string) {
  return words === '' ? nothing : html`<p class="muted" role="status" data-testid="kept">${words}</p>`;
}

export function stale() {
  return html`
    <section class="notice mild" data-testid="stale">
      <p>These results are for your previous setup. Press <strong>Run</strong> for the new one.</p>
    </section>
  `;
}

export function progressed({ run, runs, label, words, done, total, silentS }: Progress) {
  return html`
    <section class="story" aria-label="Progress" data-testid="progress" data-done=${done} data-total=${total}>
      <h2>${runs > 1 ? `Run ${run + 1} of ${runs}: ${label}` : label}</h2>
      <p>${words}${done > 0 ? html`: <span class="number">${done} of ${total} tasks</span>` : ' …'}</p>
      ${silentS === 0 ? nothing : html`<p data-testid="silent">No progress for ${silentS} s. A long step shows none; you can cancel safely.</p>`}
      <progress max=${Math.max(1, total)} .value=${done} aria-label="Tasks done"></progress>
    </section>
  `;
}

/** Why everything here is simulated, and what would change that; no failure. */
export function reason({ title, detail, hint }: Problem) {
  return html`
    <section class="notice mild" aria-label="Why this is simulated" data-testid="why-simulated">
      <h2>${title}</h2>
      <p>${prose(detail)}</p>
      <p>${prose(hint)}</p>
    </section>
  `;
}

export function notice(problem: Problem, retry: () => void) {
  const mild = problem.code === 'aborted';
  return html`
    <section class="notice ${mild ? 'mild' : ''}" role="alert" data-testid="problem" data-code=${problem.code}>
      <h2>${problem.title}</h2>
      ${problem.code === 'panic' ? html`<pre>${problem.detail}</pre>` : html`<p>${prose(problem.detail)}</p>`}
      <p>${prose(problem.hint)}</p>
      ${mild ? nothing : html`<button @click=${retry}>Retry</button>`}
    </section>
  `;
}

/** Plain text in which `backticks` mark what is to be typed. */
function prose(text: string) {
  return text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));
}

export function footer() {
  return html`
    <footer class="muted">
      <p>
        <strong>Reading the timelines.</strong> Each row is one thread, each solid block one task, and its number the
        repeat. A thin band is a thread that can’t continue: hatched while it waits for the lock. The top row shows who
        holds the lock; arrows show each hand-off.
      </p>
      <p><a href="./atlas.html">Which NumPy and SciPy calls release the GIL?</a> With answers to common questions.</p>
      <p><a href="./recording.html">Recordings of your own Python programs</a></p>
      <p><a href="./bench.html">How fast each kernel is on this machine</a></p>
      <p>Nothing leaves your browser, and nothing shown as measured is simulated.</p>
    </footer>
  `;
}

/** What a screen reader is told of the page's state. */
export function announced(
  stage: Stage,
  problem: Problem | null,
  story: Story | null,
  progress?: Progress,
): string {
  if (problem !== null) return problem.title;
  if (story !== null) return `Done. ${story.headline}.`;
  if (stage === 'opening') return 'Loading the core.';
  if (stage === 'running' && progress !== undefined) {
    return `Run ${progress.run + 1} of ${progress.runs}, ${progress.label}: ${progress.words}.`;
  }
  return stage === 'ready' ? 'Ready.' : '';
}
