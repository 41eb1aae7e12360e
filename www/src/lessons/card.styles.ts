// How a lesson looks. Invariant: one column from 320 px on; the bet's picture and its slider share one width.
import { css } from 'lit';

export const cardStyles = css`
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
  }
  .top,
  .moves,
  .place,
  .tries {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
  }
  .top {
    justify-content: space-between;
    font-size: 0.875rem;
  }
  h2 {
    font-size: 1.375rem;
    line-height: 1.2;
    letter-spacing: -0.015em;
  }
  h3 {
    font-size: 1rem;
  }
  .question {
    font-size: 1.125rem;
    line-height: 1.5;
    max-width: 46rem;
    text-wrap: pretty;
  }
  .why,
  .more {
    max-width: 48rem;
    text-wrap: pretty;
  }
  .verdict {
    font-size: 1.375rem;
    font-weight: 680;
    line-height: 1.25;
    letter-spacing: -0.015em;
  }
  .bet {
    display: grid;
    gap: 0.25rem;
  }
  label {
    margin-bottom: 0;
  }
  input.unset {
    opacity: 0.6;
  }
  input[type='range'] {
    width: 100%;
    height: 2rem;
    margin: 0;
    accent-color: var(--fg);
    cursor: ew-resize;
  }
  input[type='text'] {
    width: 6.5rem;
  }
  .wrong {
    color: var(--bad);
    font-size: 0.875rem;
  }
  .axis {
    display: block;
    overflow: visible;
    font-size: 0.8125rem;
  }
  .tick {
    stroke: var(--line);
  }
  .number {
    fill: var(--muted);
    font-size: 0.75rem;
  }
  .label {
    fill: var(--fg);
    font-weight: 600;
    paint-order: stroke;
    stroke: var(--surface);
    /* Wide enough to make a plate on the hatching. */
    stroke-width: 8px;
    stroke-linejoin: round;
  }
  .label.inside.truth {
    fill: var(--on-state);
    stroke: none;
  }
  @media (max-width: 30rem) {
    .number.odd {
      display: none;
    }
  }
  .bar.said {
    fill: url(#said);
    stroke: var(--state-wait);
  }
  .ground {
    fill: var(--surface);
  }
  .line {
    fill: var(--state-wait);
  }
  .bar.truth {
    fill: var(--state-released);
  }
  .bar.before {
    fill: none;
    stroke: var(--muted);
    stroke-dasharray: 3 3;
  }
  .badge {
    border: 1px solid var(--line);
    border-radius: 99px;
    padding: 0.05rem 0.5rem;
    font-size: 0.8125rem;
  }
  button.chip {
    font-size: 0.875rem;
    min-height: 2rem;
    border-radius: 99px;
  }
  button.plain {
    border: 0;
    background: none;
    min-height: 1.75rem;
    padding: 0;
    font-size: inherit;
    color: var(--muted);
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .moves {
    border-top: 1px solid var(--line);
    padding-top: 0.875rem;
  }
  .moves .next {
    margin-inline-start: auto;
  }
  .rules {
    display: grid;
    gap: 0.5rem;
    margin: 0;
    padding: 0;
    list-style: none;
    max-width: 48rem;
  }
  .rules li {
    display: grid;
    grid-template-columns: 3rem 1fr;
    gap: 0.5rem;
    line-height: 1.75rem;
  }
  @media (forced-colors: active) {
    .bar.truth {
      fill: Highlight;
    }
    .label.inside.truth {
      fill: HighlightText;
    }
    .line {
      fill: CanvasText;
    }
    .ground {
      fill: Canvas;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .bar.truth {
      animation: reveal 700ms cubic-bezier(0.2, 0.7, 0.2, 1);
      transform-origin: left;
      transform-box: fill-box;
    }
    @keyframes reveal {
      from {
        transform: scaleX(0);
      }
    }
  }
`;
