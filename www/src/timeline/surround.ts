// What stands around the timelines: the heading of each, the hint and the buttons below. Invariant: templates of their
// arguments; every button does what a key does.
import { html, nothing } from 'lit';
import { duration } from '../base/format.ts';
import { byTouch } from '../base/touch.ts';
import type { Track } from '../run/track.ts';
import type { TimelineView } from './view.ts';

function wallOf({ status, endUs }: Track): string {
  return status === 'done' ? duration(endUs) : status === 'live' ? 'running …' : 'to come';
}

export function labelOf(track: Track): string {
  const keys = byTouch() ? '' : ' Arrow keys visit the spans, W and S zoom, question mark lists all keys.';
  return `${track.title}, ${track.engine}: ${track.lanes.length} threads, ${wallOf(track)}.${keys}`;
}

export function heading(track: Track) {
  return html`
        <header>
          <h3>${track.title}</h3>
          <span class="tag ${track.tag.look}">${track.tag.words}</span>
          <span class="wall number ${track.status === 'done' ? '' : 'muted'}">${wallOf(track)}</span>
          ${
            track.status === 'done' || track.engine === 'simulated'
              ? html`<span class="badge ${track.engine}">${track.engine}</span>`
              : nothing
          }
        </header>
  `;
}

export function tools(view: TimelineView, askForKeys: () => void) {
  return html`
      <div class="tools">
        <p class="hint muted for-fingers">
          One finger pans, two zoom. Tap to select a span; drag on the ruler above to select a stretch of time.
        </p>
        <p class="hint muted for-keys">
          Drag to select a stretch of time, <kbd>Shift</kbd> + drag to pan, <kbd>Ctrl</kbd> + wheel to zoom. Click a
          timeline to use the wheel alone and the keys <kbd>W</kbd> <kbd>S</kbd> <kbd>A</kbd> <kbd>D</kbd>
          <kbd>F</kbd> <kbd>R</kbd>; <kbd>?</kbd> lists them all.
        </p>
        <div class="buttons" role="group" aria-label="Zoom and pan">
          <button aria-label="Earlier" @click=${() => view.pan(-view.scale.widthPx / 4)}>‹</button>
          <button aria-label="Later" @click=${() => view.pan(view.scale.widthPx / 4)}>›</button>
          <button aria-label="Zoom out" @click=${() => view.zoom(1 / 1.6)}>−</button>
          <button aria-label="Zoom in" @click=${() => view.zoom(1.6)}>+</button>
          <button @click=${() => view.fit()}>Fit</button>
          <button class="for-keys" aria-label="Keyboard shortcuts" @click=${askForKeys}>?</button>
        </div>
      </div>
  `;
}
