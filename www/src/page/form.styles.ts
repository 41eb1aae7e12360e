// How the form is laid out. Invariant: two rows where there is room, else as many as it takes from 320 px on.
import { css } from 'lit';

export const formStyles = css`
  form {
    display: grid;
    grid-template-columns: minmax(11rem, 2.2fr) repeat(3, minmax(5.5rem, 1fr)) auto;
    gap: 0.75rem;
    align-items: end;
  }
  .kernel,
  .look {
    grid-column-start: 1;
  }
  .actions {
    display: flex;
    gap: 0.5rem;
  }
  .primary {
    min-width: 6.5rem;
  }
  .look {
    grid-column-end: 5;
    align-self: center;
    overflow-wrap: anywhere;
  }
  .below {
    display: grid;
    gap: 0.375rem;
    margin-top: 0.75rem;
    font-size: 0.875rem;
  }
  .below p:empty {
    display: none;
  }
  /* Room for the words that come with the core, as many lines as they usually take. */
  .below p.coming,
  .look:empty {
    display: block;
    min-height: 1lh;
  }
  .more {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
  }
  .more .copy {
    margin-left: auto;
  }
  .quiet {
    border: 0;
    background: none;
    min-height: 1.5rem;
    padding: 0;
    font-size: inherit;
    color: var(--muted);
    text-align: left;
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .quiet:hover,
  .quiet[aria-expanded='true'] {
    color: var(--fg);
  }
  .quiet[aria-expanded]::before {
    content: '▸\\00a0';
    content: '▸\\00a0' / '';
    display: inline-block;
    text-decoration: none;
  }
  .quiet[aria-expanded='true']::before {
    content: '▾\\00a0';
    content: '▾\\00a0' / '';
  }
  #complaints {
    margin-top: 0.75rem;
    padding: 0.625rem 0.875rem;
    border-radius: 8px;
    background: var(--bad-bg);
    color: var(--bad);
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  @media (max-width: 54rem) {
    form {
      grid-template-columns: repeat(3, 1fr);
    }
    .engine {
      grid-column: span 2;
    }
    .start,
    .kernel,
    .actions,
    .look {
      grid-column: 1 / -1;
    }
    .actions button {
      flex: 1;
    }
    .more .copy {
      margin-left: 0;
    }
    .below p.coming,
    .look:empty {
      min-height: 2lh;
    }
  }
  @media (max-width: 24rem) {
    .below p.coming,
    .look:empty {
      min-height: 4lh;
    }
  }
`;
