// The parts of the page for recordings. Invariant: templates only, they keep nothing and decide nothing.
import { html, nothing } from 'lit';
import { duration, percent } from '../base/format.ts';
import { glassSection } from '../glass/section.ts';
import { legendOf } from '../run/states.ts';
import '../timeline/timelines.ts';
import { tablesSection } from '../tables/section.ts';
import '../ui/lazy.ts';
import { legend } from '../ui/legend.ts';
import type { RecordingHead } from '../wasm/core.ts';
import './calls.ts';
import type { Desk } from './desk.ts';
import type { Recorded } from './recorded.ts';

const SHARES = () => import('../shares/shares-table.ts');

interface Opener {
  busy: boolean;
  /** Whether nothing was opened yet. */
  first: boolean;
  chosen(event: Event): void;
}

export function opener({ busy, first, chosen }: Opener) {
  const choose = ({ currentTarget }: Event) =>
    (currentTarget as HTMLElement).parentElement?.querySelector<HTMLInputElement>('input')?.click();
  return html`
    <section class="card open" aria-label="Open">
      <input type="file" accept=".gil" hidden @change=${chosen} />
      <button class=${first ? 'primary' : ''} ?disabled=${busy} @click=${choose}>Open a recording …</button>
      <p class="muted">or drop it anywhere on this page: a <code>.gil</code> file. Nothing is uploaded.</p>
    </section>
  `;
}

export function opening(words: string, cancel: () => void) {
  return html`
    <section class="notice mild" data-testid="opening">
      <p>${words} …</p>
      <button @click=${cancel}>Cancel</button>
    </section>
  `;
}

export function howTo() {
  return html`
    <section class="card intro" data-testid="how-to">
      <h2>Record your own program</h2>
      <p>
        <code>gil record</code> runs a Python program of yours, as it is, and writes down every take, drop and wait of its GIL:
        CPython 3.6 and later, on Linux.
      </p>
      <pre tabindex="0">gil record python job.py       # writes job.gil, and says what happened
gil record --pid 4711          # samples a program that runs already</pre>
      <p>This page then shows who held the lock when, who waited and why, and which of your calls released it.</p>
    </section>
  `;
}

export function shown(desk: Desk, recorded: Recorded) {
  const { head, words, seen, shares, track } = recorded;
  return html`
    ${story(head)}
    <section class="card" aria-label="Timelines">
      <gil-timelines .tracks=${desk.tracks} .words=${words} .selection=${desk.stretch} .wanted=${desk.wanted}></gil-timelines>
      <div class="under">${legend(legendOf(seen))}</div>
    </section>
    ${
      head.table.length === 0
        ? nothing
        : html`<section class="card" aria-label="Calls">
            <h2>Calls</h2>
            <gil-calls .rows=${head.table} .only=${desk.only}></gil-calls>
          </section>`
    }
    ${head.waits.length === 0 ? nothing : waits(head, desk)}
    <section class="card" aria-label="Threads in numbers">
      <gil-lazy .load=${SHARES} .what=${'Threads in numbers'}>
        <gil-shares .runs=${[shares]} .words=${words} .stretch=${desk.stretch}></gil-shares>
      </gil-lazy>
    </section>
    ${track.locks && head.interval_us !== null ? glassSection([track], words) : nothing}
    ${tablesSection([track], words)}
    ${saves(desk, recorded)}
  `;
}

function story(head: RecordingHead) {
  const { advice, title, wall_us, gil_held, handoffs, cores, ended, notes } = head;
  const facts = [
    ['wall', duration(wall_us)],
    ['held', gil_held === null ? '' : `the lock was held ${percent(gil_held)}`],
    ['handoffs', handoffs === null ? '' : `${handoffs.toLocaleString('en')} hand-offs`],
    ['cores', `${cores} ${cores === 1 ? 'core' : 'cores'}`],
    ...head.with.map((it) => ['with', it]),
    ['ended', ended ?? ''],
  ];
  return html`
    <section class="story" aria-label="What happened">
      <h2 data-testid="headline">${advice ?? title}</h2>
      <div class="facts" data-testid="facts">
        ${advice === null ? nothing : html`<span>${title}</span>`}
        ${facts.map(([name, text]) => (text === '' ? nothing : html`<span data-testid=${name}>${text}</span>`))}
      </div>
      ${notes.length === 0 ? nothing : html`<ul class="notes" data-testid="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
    </section>
  `;
}

function waits({ waits, lanes }: RecordingHead, desk: Desk) {
  return html`
    <section class="card" aria-label="Longest waits">
      <h2>Longest waits</h2>
      <ol class="waits" data-testid="waits">
        ${waits.map(
          (wait) => html`<li>
            <button data-start-us=${wait.start_us} data-end-us=${wait.end_us} @click=${() => desk.toWait(wait)}>
              ${duration(wait.end_us - wait.start_us)} by ${lanes[wait.lane]?.name ?? 'a thread'} from ${duration(wait.start_us)}
              on${wait.rounds > 1 ? ` in ${wait.rounds} rounds` : ''}${wait.why === '' ? '' : `: ${wait.why}`}
            </button>
          </li>`,
        )}
      </ol>
    </section>
  `;
}

function saves(desk: Desk, { words }: Recorded) {
  return html`
    <section class="card saves" aria-label="Save">
      <span class="muted">Save as</span>
      ${words.formats.map((format) => html`<button @click=${() => desk.save(format)}>${format.label}</button>`)}
      <span role="status" data-testid="said">${desk.said}</span>
    </section>
  `;
}
