// Styles every element of the page shares. Invariant: only what at least two of them use.
import { css } from 'lit';

export const shared = css`
  :host {
    display: block;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  figure,
  dl,
  dd {
    margin: 0;
  }
  button {
    font: inherit;
    font-size: 0.9375rem;
    color: var(--fg);
    background: var(--surface);
    border: 1px solid var(--field-line);
    border-radius: 8px;
    min-height: 2.375rem;
    padding: 0 0.875rem;
    cursor: pointer;
  }
  button:hover {
    border-color: var(--fg);
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  button.primary {
    background: var(--fg);
    border-color: var(--fg);
    color: var(--bg);
    font-weight: 600;
  }
  button.primary:hover {
    background: color-mix(in oklab, var(--fg) 86%, var(--bg));
  }
  @media (forced-colors: active) {
    /* Else the browser puts a plate of another colour behind the words. */
    button.primary:enabled {
      forced-color-adjust: none;
      background: ButtonText;
      border-color: ButtonText;
      color: ButtonFace;
    }
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  a {
    color: inherit;
  }
  code,
  kbd {
    font-family: var(--mono);
    font-size: 0.9em;
  }
  kbd {
    border: 1px solid var(--line);
    border-bottom-width: 2px;
    border-radius: 5px;
    padding: 0 0.35em;
    background: var(--surface);
  }
  .muted {
    color: var(--muted);
  }
  /* Where the pointer is a finger there is seldom a keyboard. */
  @media (hover: none), (pointer: coarse) {
    .for-keys {
      display: none;
    }
  }
  @media (hover: hover) and (pointer: fine) {
    .for-fingers {
      display: none;
    }
  }
  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .hidden-visually {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** Where one types and chooses. */
export const fields = css`
  label {
    display: block;
    font-size: 0.8125rem;
    color: var(--muted);
    margin-bottom: 0.25rem;
  }
  input:where(:not([type='range'])),
  select,
  textarea {
    font: inherit;
    font-variant-numeric: tabular-nums;
    width: 100%;
    min-height: 2.375rem;
    padding: 0 0.625rem;
    color: var(--fg);
    background: var(--surface);
    border: 1px solid var(--field-line);
    border-radius: 8px;
  }
  [aria-invalid='true'] {
    border: 2px solid var(--bad);
  }
`;

/** What a mark in a picture stands for. */
export const legends = css`
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.8125rem;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
`;
