// The parts of the glass: the locks' fields, the listing, the threads. Invariant: templates only; what is fresh, or is
// happening now, is marked by a word for the ear and a bar and bold type for the eye, never by colour alone.
import { html, nothing } from 'lit';
import { duration } from '../base/format.ts';
import type { Countdown } from '../run/lock/countdown.ts';
import type { Switch } from '../run/lock/rules.ts';
import type { Glimpse, LockPanel, ThreadRow } from './glimpse.ts';
import type { ShownLine } from './listing.ts';

/** More locks are counted, not shown. */
const MOST_LOCKS = 8;

const LISTING_TITLES: Record<Switch, string> = {
  request: 'The algorithm, after CPython’s ceval_gil.c',
  ticks: 'The algorithm, after ceval.c of CPython 2.7',
  never: 'The algorithm: a plain lock',
};

const more = (count: number, what: string) =>
  count > 0 ? html`<p class="muted">and ${count.toLocaleString('en')} more ${what}</p>` : nothing;

/** Where not all fit, the one that was just touched must. */
function foremost(locks: readonly LockPanel[]): readonly LockPanel[] {
  if (locks.length <= MOST_LOCKS) return locks;
  return locks.toSorted((a, b) => Number(b.touched) - Number(a.touched)).slice(0, MOST_LOCKS);
}

export function insides({ locks, listing }: Glimpse, kind: Switch) {
  return html`
    <div class="insides ${locks.length > 1 ? 'several' : ''}">
      <div class="panels">
        ${foremost(locks).map(panel)}
        ${more(locks.length - MOST_LOCKS, 'locks')}
      </div>
      <div>
        <h3 id="listing">${LISTING_TITLES[kind]}</h3>
        <ol class="listing" aria-labelledby="listing" data-testid="glass-listing">${listing.map(line)}</ol>
      </div>
    </div>
  `;
}

function panel({ name, fields, touched }: LockPanel) {
  return html`
    <section class="panel ${touched ? 'touched' : ''}" data-testid="glass-lock" aria-label="Inside ${name}">
      <h3>Inside ${name}</h3>
      <dl class="fields">
        ${fields.map(
          ({ name: field, value, fresh }) => html`
            <div class=${fresh ? 'fresh' : ''}>
              <dt>${field}</dt>
              <dd data-field=${field}>${value}${fresh ? html`<span class="hidden-visually"> (changed)</span>` : nothing}</dd>
            </div>
          `,
        )}
      </dl>
    </section>
  `;
}

function line({ text, depth, now }: ShownLine) {
  return html`<li class="depth-${depth} ${now ? 'now' : ''}" aria-current=${now ? 'step' : nothing}>${text}</li>`;
}

export function threads({ threads: rows, others }: Glimpse) {
  return html`
    <div>
      <h3 id="threads">The threads then</h3>
      <ul class="threads" aria-labelledby="threads">${rows.map(thread)}</ul>
      ${more(others, 'threads')}
    </div>
  `;
}

function thread({ name, state, holds, countdown, why }: ThreadRow) {
  return html`
    <li data-testid="glass-thread" data-holds=${holds}>
      <strong>${name}</strong>
      <div>
        ${holds ? html`<span class="holds">holds it</span>` : nothing}${state}
        ${countdown === null ? nothing : timer(name, countdown)} ${why === '' ? nothing : html`<p>${why}</p>`}
      </div>
    </li>
  `;
}

function timer(name: string, { leftUs, intervalUs, round, askedUs }: Countdown) {
  const about = round > 1 ? 'about ' : '';
  const asked = askedUs === null ? '' : `; it asked at ${duration(askedUs)}`;
  return html`
    <div class="countdown" data-testid="glass-countdown" data-left-us=${leftUs} data-round=${round}>
      <progress aria-label="What remains of the interval of ${name}" max=${intervalUs} .value=${leftUs}></progress>
      <span>${leftUs > 0 ? `${about}${duration(leftUs)} of its interval left` : 'its timer is due'}${asked}</span>
    </div>
  `;
}
