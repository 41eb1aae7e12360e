// How the scaling view looks. Invariant: only tables scroll sideways; a hue never stands alone, a dash, a mark or a
// number goes with it.
import { css } from 'lit';

const details = css`
  summary {
    cursor: pointer;
    min-height: 1.5rem;
    font-size: 0.875rem;
    color: var(--muted);
  }
  .wide {
    /* What is hidden visually in its cells must not widen the page. */
    position: relative;
    overflow-x: auto;
    margin-top: 0.5rem;
  }
  table {
    border-collapse: collapse;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 0.25rem 0.75rem 0.25rem 0;
    border-bottom: 1px solid var(--line);
    text-align: right;
    font-weight: 400;
  }
  thead th {
    color: var(--muted);
    vertical-align: bottom;
  }
`;

export const chartStyles = css`
  ${details}
  figcaption {
    font-weight: 600;
  }
  .legend {
    margin: 0.375rem 0 0.5rem;
  }
  .legend svg {
    flex: none;
    fill: currentColor;
    stroke: currentColor;
    stroke-width: 2;
  }
  .legend .diamond {
    fill: none;
  }
  .plain {
    color: var(--fg);
  }
  .hue-0 {
    color: var(--state-held);
  }
  .hue-1 {
    color: var(--state-released);
  }
  .hue-2 {
    color: var(--state-python);
  }
  .hue-3 {
    color: var(--state-blas);
  }
  .hue-4 {
    color: var(--state-runnable);
  }
  .hue-5 {
    color: var(--state-wait);
  }
  /* The canvas takes its text, its grid and its ground from here. */
  .plot {
    min-height: 280px;
    color: var(--muted);
    background: var(--surface);
    border-top: 0 solid var(--grid);
    /* Where colours are forced, a mix of two of them would be made a plain one. */
    forced-color-adjust: none;
  }
  .u-hz .u-cursor-x {
    border-color: var(--muted);
  }
  .readout {
    min-height: 2.625rem;
    font-size: 0.875rem;
    color: var(--muted);
    overflow-wrap: anywhere;
  }
`;

export const scalingStyles = css`
  ${details}
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.75rem;
    margin-top: 1rem;
  }
  form > *,
  .choices > * {
    max-width: 100%;
  }
  form,
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
    align-items: end;
  }
  select {
    width: auto;
    max-width: 100%;
  }
  progress {
    width: 100%;
    accent-color: var(--fg);
  }
  /* What comes and goes has its place, so that nothing below jumps. */
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
  }
  .state {
    min-height: 3.5rem;
  }
  p,
  .state {
    font-size: 0.9375rem;
    max-width: 52rem;
  }
  h3 {
    font-size: 1rem;
    margin-bottom: 0.5rem;
  }
  .bad {
    color: var(--bad);
  }
  .heat td,
  .heat th {
    padding: 0.375rem 0.5rem;
    text-align: center;
    white-space: nowrap;
  }
  .heat caption {
    text-align: left;
    padding: 0.5rem 0;
    font-weight: 600;
  }
  .heat small {
    display: block;
    font-size: 0.75rem;
  }
  [data-level='1'] {
    background: color-mix(in oklab, var(--state-released) 9%, transparent);
  }
  [data-level='2'] {
    background: color-mix(in oklab, var(--state-released) 18%, transparent);
  }
  [data-level='3'] {
    background: color-mix(in oklab, var(--state-released) 27%, transparent);
  }
  [data-level='4'] {
    background: color-mix(in oklab, var(--state-released) 36%, transparent);
  }
`;
