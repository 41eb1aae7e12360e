// How <gil-share> looks. Invariant: rows of buttons that wrap; nothing is narrower than a finger.
import { css } from 'lit';

export const shareStyles = css`
  :host {
    display: grid;
    gap: 0.875rem;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
  }
  .row > .name {
    flex: 0 0 16rem;
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  button {
    min-height: 2.125rem;
    font-size: 0.875rem;
    padding: 0 0.75rem;
  }
  .saves {
    display: grid;
    gap: 0.5rem;
    padding: 0.875rem 0;
    border-block: 1px solid var(--line);
  }
  .hint {
    font-size: 0.875rem;
    font-weight: 400;
    color: var(--muted);
    flex: 1 1 16rem;
  }
  .said {
    min-height: 1.375rem;
    font-size: 0.875rem;
    color: var(--muted);
  }
  .said:empty {
    visibility: hidden;
  }
  textarea {
    width: 100%;
    font: 0.8125rem/1.5 var(--mono);
    color: var(--fg);
    background: var(--lane);
    border: 1px solid var(--field-line);
    border-radius: 8px;
    padding: 0.5rem;
  }
  .problem {
    border: 1px solid var(--line);
    border-left: 4px solid var(--bad);
    border-radius: var(--radius);
    background: var(--bad-bg);
    padding: 0.875rem 1.125rem;
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  .problem h3 {
    font-size: 1rem;
  }
  .problem p {
    margin-top: 0.375rem;
  }
  .problem button {
    margin-top: 0.75rem;
  }
  .drop {
    position: fixed;
    inset: 0;
    z-index: 10;
    display: grid;
    place-items: center;
    padding: 2rem;
    pointer-events: none;
    background: color-mix(in oklab, var(--bg) 82%, transparent);
    outline: 3px dashed var(--focus);
    outline-offset: -1rem;
  }
  .drop p {
    padding: 1rem 1.5rem;
    border-radius: var(--radius);
    background: var(--surface);
    border: 1px solid var(--line);
    font-size: 1.25rem;
    font-weight: 600;
    text-align: center;
  }
  @media (max-width: 34rem) {
    .row {
      gap: 0.375rem;
    }
    .row > .name {
      flex-basis: 100%;
    }
    button {
      padding: 0 0.5rem;
    }
  }
`;
