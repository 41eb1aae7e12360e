// How the rows look. Invariant: one grid from 48rem on and cards below; nothing that appears while somebody types moves
// anything else.
import { css } from 'lit';

export const rowStyles = css`
  .skip {
    position: absolute;
    left: -99rem;
  }
  .skip:focus {
    position: static;
  }
  .rows {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .row {
    border-bottom: 1px solid var(--line);
    scroll-margin-top: 5rem;
    /* Hundreds of rows are laid out only where somebody looks. */
    content-visibility: auto;
    contain-intrinsic-size: auto 2.8125rem;
  }
  .row.open,
  .row.bad {
    content-visibility: visible;
  }
  .row :focus-visible {
    outline-offset: -2px;
  }
  .row.open {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    margin: 0.5rem 0;
  }
  .line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 15rem 8rem;
    align-items: center;
    gap: 1rem;
    padding-right: 0.75rem;
  }
  .line .call {
    display: grid;
    grid-template-columns: 7.75rem minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.75rem;
    padding: 0.25rem 0.75rem;
  }
  .heads {
    padding-top: 0.375rem;
    font-size: 0.8125rem;
    color: var(--muted);
  }
  .tags {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .row button.call {
    min-height: 2.75rem;
    border: 0;
    background: none;
    text-align: left;
    scroll-margin-top: 5rem;
  }
  .row button.call:hover code {
    text-decoration: underline;
    text-underline-offset: 0.25em;
  }
  .call code {
    overflow-wrap: anywhere;
  }
  .dtype {
    padding: 0 0.5rem;
    border: 1px solid var(--line);
    border-radius: 99px;
    font-size: 0.8125rem;
    color: var(--muted);
  }
  .shapes {
    position: relative;
    font-size: 0.875rem;
  }
  .shapes input {
    min-height: 2rem;
    padding: 0 0.5rem;
    font-family: var(--mono);
    font-size: 0.8125rem;
    border-color: var(--line);
    background: transparent;
    scroll-margin-top: 5rem;
  }
  .shapes input:hover,
  .shapes input:focus {
    border-color: var(--field-line);
    background: var(--surface);
  }
  .shapes input[aria-invalid='true'] {
    /* As wide as it was with a thin line. */
    padding: 0 calc(0.5rem - 1px);
    border-color: var(--bad);
  }
  .wrong {
    position: absolute;
    z-index: 1;
    top: calc(100% + 4px);
    right: 0;
    width: max-content;
    max-width: min(26rem, 80vw);
    padding: 0.375rem 0.625rem;
    border: 1px solid var(--bad);
    border-radius: 8px;
    background: var(--bad-bg);
    color: var(--fg);
    font-size: 0.8125rem;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .free {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 0.5rem;
    font-size: 0.8125rem;
  }
  .free .number {
    min-width: 3rem;
    text-align: right;
  }
  .bar {
    width: 3rem;
    height: 0.5rem;
  }
  .bar .track {
    fill: var(--line);
  }
  .bar .fill {
    fill: var(--state-released);
  }
  @media (max-width: 60rem) {
    .line {
      grid-template-columns: minmax(0, 1fr) 10.5rem 6.25rem;
      gap: 0.5rem;
    }
    .line .call {
      grid-template-columns: 7rem minmax(0, 1fr) auto;
      gap: 0.5rem;
    }
  }
  @media (max-width: 47.99rem) {
    .row {
      margin: 0.625rem 0;
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--surface);
      contain-intrinsic-size: auto 6.625rem;
    }
    .line {
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0.25rem 0.75rem;
      padding: 0 0.75rem 0.625rem;
    }
    .heads {
      display: none;
    }
    .line .call {
      grid-column: 1 / -1;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0.125rem 0.75rem;
      margin: 0 -0.75rem;
      padding-top: 0.5rem;
    }
    .call code {
      grid-column: 1 / -1;
      grid-row: 2;
    }
    .call .tags {
      min-height: 1.5rem;
    }
    .wrong {
      left: 0;
      right: auto;
    }
  }
`;
