// How the glass looks. Invariant: one column at 320 px, and no height that depends on the moment more than it must.
import { css } from 'lit';

export const glassStyles = css`
  :host {
    display: grid;
    gap: 1.25rem;
    margin-top: 1.25rem;
  }
  .controls {
    display: grid;
    gap: 0.75rem;
  }
  .buttons,
  .runs {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem 0.5rem;
  }
  button[aria-disabled='true'] {
    opacity: 0.5;
    cursor: default;
  }
  .runs select {
    font: inherit;
    font-size: 0.9375rem;
    min-height: 2.375rem;
    max-width: 100%;
    padding: 0 0.5rem;
    color: var(--fg);
    background: var(--surface);
    border: 1px solid var(--field-line);
    border-radius: 8px;
  }
  .badge {
    font-size: 0.75rem;
    border: 1px solid var(--line);
    border-radius: 99px;
    padding: 0 0.5rem;
    line-height: 1.25rem;
  }
  .badge.simulated {
    border: 1px dashed var(--fg);
    font-weight: 600;
  }
  .position {
    margin-left: auto;
    font-size: 0.875rem;
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  input[type='range'] {
    width: 100%;
    height: 1.75rem;
    margin: 0;
    accent-color: var(--fg);
  }
  .sentence {
    font-size: 1.0625rem;
    line-height: 1.45;
    /* Room for two lines, so that what is below stays where it is. */
    min-height: 3.1rem;
    text-wrap: pretty;
  }
  .insides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
    gap: 1.25rem 2rem;
    align-items: start;
  }
  .panels {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
    gap: 1rem 2rem;
  }
  .insides.several {
    grid-template-columns: minmax(0, 1fr);
  }
  h3 {
    font-size: 0.875rem;
    font-weight: 600;
    margin-bottom: 0.375rem;
  }
  .fields {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    border: 1px solid var(--line);
    border-radius: 8px;
    overflow: hidden;
    font: 0.8125rem/1.5 var(--mono);
  }
  .panel.touched .fields {
    border-color: var(--fg);
  }
  .fields div {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    gap: 0 0.75rem;
    padding: 0.1875rem 0.625rem;
    border-left: 3px solid transparent;
  }
  .fields div.fresh,
  .listing li.now {
    border-left-color: var(--focus);
    background: var(--lane);
    font-weight: 700;
  }
  .fields dt {
    color: var(--muted);
  }
  .fields dd,
  .listing {
    overflow-wrap: anywhere;
  }
  .listing {
    margin: 0;
    padding: 0.375rem 0;
    list-style: none;
    border: 1px solid var(--line);
    border-radius: 8px;
    font: 0.8125rem/1.6 var(--mono);
  }
  .listing li {
    padding: 0 0.625rem 0 calc(0.625rem + 2ch);
    text-indent: -2ch;
    border-left: 3px solid transparent;
  }
  .listing .depth-1 {
    padding-left: calc(0.625rem + 4ch);
  }
  .listing .depth-2 {
    padding-left: calc(0.625rem + 6ch);
  }
  .listing .depth-3 {
    padding-left: calc(0.625rem + 8ch);
  }
  .threads {
    display: grid;
    gap: 0;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.875rem;
  }
  .threads li {
    display: grid;
    grid-template-columns: minmax(0, 9rem) minmax(0, 1fr);
    gap: 0.125rem 1rem;
    padding: 0.5rem 0;
    border-top: 1px solid var(--line);
  }
  .threads p {
    color: var(--muted);
    text-wrap: pretty;
  }
  .threads strong {
    font-weight: 600;
  }
  .holds {
    border: 1px solid var(--fg);
    border-radius: 4px;
    padding: 0 0.3rem;
    margin-right: 0.4rem;
    font-size: 0.75rem;
    white-space: nowrap;
  }
  .countdown {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.125rem 0.75rem;
    font-variant-numeric: tabular-nums;
  }
  progress {
    appearance: none;
    width: 9rem;
    max-width: 100%;
    height: 8px;
    border: 1px solid var(--state-wait);
    border-radius: 99px;
    overflow: hidden;
    background: var(--lane);
  }
  progress::-webkit-progress-bar {
    background: var(--lane);
  }
  progress::-webkit-progress-value {
    background: var(--state-wait);
  }
  progress::-moz-progress-bar {
    background: var(--state-wait);
  }
  @media (prefers-reduced-motion: no-preference) {
    progress::-webkit-progress-value {
      transition: width 120ms ease-out;
    }
  }
  @media (max-width: 34rem) {
    .threads li {
      grid-template-columns: minmax(0, 1fr);
    }
    .buttons {
      display: grid;
      grid-template-columns: 1fr 1fr;
    }
    .buttons button {
      padding: 0 0.5rem;
    }
    .buttons kbd {
      display: none;
    }
    .position {
      grid-column: 1 / -1;
      margin-left: 0;
    }
  }
  @media (forced-colors: active) {
    .fields div.fresh,
    .listing li.now {
      border-left-color: Highlight;
    }
  }
`;
