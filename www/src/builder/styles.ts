// How the builder and the runs look. Invariant: rows of small fields that wrap, so that it works from 320 px on; every
// button is at least 24 px wide and high.
import { css } from 'lit';

export const fieldStyles = css`
  /* A panel that is open stands below the form, behind a line. */
  :host {
    margin-top: 1rem;
    padding-top: 1rem;
    border-top: 1px solid var(--line);
  }
  label {
    font-size: 0.75rem;
    margin-bottom: 0.125rem;
  }
  input,
  select,
  textarea {
    font-size: 0.875rem;
    min-height: 2rem;
    padding: 0 0.5rem;
    border-radius: 7px;
  }
  ::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  .fields {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: 0.375rem 0.5rem;
    flex: 1;
    min-width: 0;
  }
  .field {
    flex: 1 1 4.5rem;
    max-width: 7rem;
    min-width: 0;
  }
  .field.choice {
    flex-basis: 6.25rem;
    max-width: 9rem;
  }
  .field.wide {
    flex-basis: 10.5rem;
    max-width: none;
  }
  .wrong,
  .note {
    /* After all fields of its row, so that none of them moves. */
    order: 1;
    flex: 1 0 100%;
    margin-top: 0.125rem;
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  .wrong {
    color: var(--bad);
  }
  .hint {
    margin-top: 0.25rem;
    font-size: 0.8125rem;
    color: var(--muted);
    text-wrap: pretty;
  }
  button {
    min-height: 2rem;
    padding: 0 0.75rem;
    font-size: 0.875rem;
  }
  button[aria-disabled='true'] {
    opacity: 0.4;
    cursor: default;
  }
  button[aria-disabled='true']:hover {
    border-color: transparent;
  }
  .row {
    display: flex;
    align-items: flex-start;
    gap: 0.5rem;
  }
  .row-buttons {
    display: flex;
    padding-top: 1.25rem;
  }
  .row-buttons button {
    min-height: 2rem;
    width: 1.625rem;
    padding: 0;
    border-color: transparent;
    background: none;
    color: var(--muted);
  }
  .row-buttons button:hover {
    color: var(--fg);
  }
  ol {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
  }
  .adds {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem;
    font-size: 0.8125rem;
    color: var(--muted);
  }
  .adds button {
    color: var(--fg);
  }
`;

export const builderStyles = [
  fieldStyles,
  css`
    .sides {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 20rem);
      gap: 1.25rem;
    }
    fieldset {
      border: 0;
      margin: 0;
      padding: 0;
      min-width: 0;
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 0.75rem;
      align-content: start;
      justify-items: start;
    }
    fieldset > * {
      width: 100%;
    }
    .after {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0.25rem 1rem;
    }
    fieldset:disabled .threads,
    fieldset:disabled .own {
      opacity: 0.5;
    }
    .undo,
    .waits {
      font-size: 0.875rem;
      color: var(--muted);
    }
    .thread {
      border: 1px solid var(--line);
      border-radius: var(--radius);
      padding: 0.625rem 0.75rem 0.75rem;
    }
    .ops {
      margin: 0.625rem 0;
    }
    .op {
      padding-left: 0.625rem;
      border-left: 3px solid var(--field-line);
    }
    .op[data-op='python'] {
      border-left-color: var(--state-python);
      border-left-style: dotted;
    }
    .op[data-op='kernel'] {
      border-left-color: var(--state-released);
    }
    .op[data-op='wait'] {
      border-left-color: var(--state-io);
      border-left-style: dashed;
    }
    .kind {
      flex: 0 0 3.5rem;
      padding-top: 1.5rem;
      font-size: 0.875rem;
      font-weight: 600;
    }
    .own {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
      padding-top: 0.75rem;
      border-top: 1px solid var(--line);
    }
    .own .field {
      flex-basis: 8rem;
      max-width: none;
    }
    .own .field.wide {
      flex-basis: 100%;
    }
    .own .wide select {
      max-width: 16rem;
    }
    .empty {
      display: grid;
      gap: 0.75rem;
      justify-items: center;
      text-align: center;
      padding: 2rem 1rem;
      border: 1px dashed var(--field-line);
      border-radius: var(--radius);
    }
    .empty p {
      max-width: 26rem;
      color: var(--muted);
    }
    textarea {
      font: 0.75rem/1.5 var(--mono);
      padding: 0.5rem 0.625rem;
      resize: vertical;
      white-space: pre-wrap;
      overflow: auto;
    }
    @media (max-width: 60rem) {
      .sides {
        grid-template-columns: minmax(0, 1fr);
      }
    }
    @media (max-width: 34rem) {
      .row {
        flex-wrap: wrap;
      }
      .row .fields {
        flex: 1 1 100%;
      }
      .kind {
        flex: 1;
        order: -1;
        padding: 0.25rem 0 0;
      }
      .row-buttons {
        order: -1;
        margin-left: auto;
        padding-top: 0;
      }
    }
  `,
];
