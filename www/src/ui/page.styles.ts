// How the page is laid out. Invariant: one column that works from 320 px on; the timelines get all the width there is.
import { css } from 'lit';

export const appStyles = css`
  main {
    max-width: 72rem;
    margin: 0 auto;
    padding: clamp(1.25rem, 4vw, 3rem) clamp(1rem, 4vw, 2.5rem) 3rem;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.5rem;
  }
  .masthead {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.25rem 0.875rem;
  }
  h1 {
    font-size: 1.375rem;
    font-weight: 680;
    letter-spacing: -0.015em;
  }
  .card {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    padding: clamp(1rem, 2.5vw, 1.75rem);
  }
  .setup {
    padding: 1.125rem clamp(1rem, 2.5vw, 1.75rem) 1rem;
  }
  .story {
    padding: 0.75rem 0 0.25rem;
    /* The progress and the story take turns in this place: what is below must not jump. */
    min-height: 8.25rem;
  }
  .story h2 {
    font-size: clamp(1.5rem, 3.4vw, 2rem);
    line-height: 1.18;
    font-weight: 680;
    letter-spacing: -0.022em;
    text-wrap: pretty;
  }
  .story p {
    margin-top: 0.75rem;
    max-width: 52rem;
    font-size: 1.0625rem;
    color: var(--muted);
    text-wrap: pretty;
  }
  progress {
    appearance: none;
    display: block;
    width: 100%;
    height: 6px;
    margin-top: 1rem;
    border: 0;
    border-radius: 99px;
    overflow: hidden;
    background: var(--line);
  }
  progress::-webkit-progress-bar {
    background: var(--line);
  }
  progress::-webkit-progress-value {
    background: var(--fg);
  }
  progress::-moz-progress-bar {
    background: var(--fg);
  }
  /* It comes a moment after the core, into the room it needs. */
  gil-share:not(:defined) {
    display: block;
    min-height: 11.75rem;
  }
  .under {
    margin-top: 1.25rem;
    padding-top: 1rem;
    border-top: 1px solid var(--line);
  }
  .notice {
    border: 1px solid var(--line);
    border-left: 4px solid var(--bad);
    border-radius: var(--radius);
    background: var(--bad-bg);
    padding: 1rem 1.25rem;
    overflow-wrap: anywhere;
  }
  .notice.mild {
    border-left-color: var(--note-line);
    background: var(--note-bg);
  }
  .notice h2 {
    font-size: 1.0625rem;
    font-weight: 650;
  }
  .notice p {
    margin-top: 0.375rem;
    font-size: 0.9375rem;
  }
  .notice pre {
    margin: 0.5rem 0 0;
    white-space: pre-wrap;
    font: 0.8125rem/1.5 var(--mono);
  }
  .notice button {
    margin-top: 0.75rem;
  }
  footer {
    display: grid;
    gap: 0.75rem;
    font-size: 0.875rem;
    max-width: 52rem;
  }
  @media (prefers-reduced-motion: no-preference) {
    .story h2,
    .notice {
      animation: arrive 240ms ease-out;
    }
    @keyframes arrive {
      from {
        opacity: 0;
        transform: translateY(4px);
      }
    }
  }
`;
