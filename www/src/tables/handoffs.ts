// The arrows as a table, for readers who cannot or would rather not look at a picture. Invariant: every hand-off that has
// an arrow when one looks closely enough, in the words of the arrows' legend.
import { html, nothing } from 'lit';
import { capital, duration } from '../base/format.ts';
import { HANDOFF_LOOKS } from '../run/handoffs.ts';
import type { Track } from '../run/track.ts';

/** The first `most` of them. */
export function handoffTable(track: Track, most: number) {
  const rows = [];
  let total = 0;
  for (const { count, from, to, droppedUs, takenUs, cause } of track.handoffs) {
    for (let i = 0; i < count; i++) {
      const look = HANDOFF_LOOKS[cause[i] as number];
      if (look?.drawn !== true) continue;
      total += 1;
      if (total > most) continue;
      rows.push(html`
        <tr data-cause=${look.name}>
          <th scope="row">${track.lanes[from[i] as number]?.name}</th>
          <td>${track.lanes[to[i] as number]?.name}</td>
          <td class="end">${duration(droppedUs[i] as number)}</td>
          <td class="end">${duration(Math.max(0, (takenUs[i] as number) - (droppedUs[i] as number)))}</td>
          <td>${capital(look.words)}</td>
        </tr>
      `);
    }
  }
  if (total === 0) return nothing;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Hand-offs: ${track.title}">
      <table data-testid="handoff-table">
        <caption>
          ${track.title}, ${track.engine}: ${rows.length} of ${total} hand-offs of the lock
        </caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Dropped</th>
            <th scope="col">Taken after</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  `;
}
