// How an opened row looks. Invariant: only the table of measurements scrolls sideways.
import { css } from 'lit';

export const answerStyles = css`
  .answer {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.125rem;
    padding: 0.5rem 0.75rem 1.125rem;
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  .answer h3 {
    margin: 0 0 0.375rem;
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--muted);
  }
  .answer h3:not(:first-child) {
    margin-top: 0.875rem;
  }
  .answer .lead {
    max-width: 52rem;
    font-size: 1.0625rem;
    text-wrap: pretty;
  }
  .ground {
    display: block;
    margin-top: 0.125rem;
    font-size: 0.875rem;
  }
  .disagrees {
    padding: 0.5rem 0.75rem;
    border-left: 4px solid var(--note-line);
    border-radius: 6px;
    background: var(--note-bg);
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.125rem 2.5rem;
  }
  .answer ul {
    margin: 0;
    padding: 0;
    list-style: none;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.375rem;
  }
  .texts li {
    padding-left: 1rem;
    text-indent: -1rem;
    text-wrap: pretty;
  }
  .texts li::before {
    content: '–' / '';
    display: inline-block;
    width: 1rem;
    text-indent: 0;
    color: var(--muted);
  }
  .steps li {
    display: flex;
    gap: 0.5rem;
    text-wrap: pretty;
  }
  .steps .mark {
    margin-top: 0.3em;
  }
  .steps + p {
    margin-top: 0.5rem;
    text-wrap: pretty;
  }
  .here {
    font-weight: 600;
  }
  .play {
    margin-top: 0.875rem;
    display: grid;
    gap: 0.375rem;
    justify-items: start;
  }
  .play .muted {
    font-size: 0.8125rem;
  }
  a.button {
    display: inline-flex;
    align-items: center;
    min-height: 2.375rem;
    padding: 0 0.875rem;
    border: 1px solid var(--fg);
    border-radius: 8px;
    background: var(--fg);
    color: var(--bg);
    font-weight: 600;
    text-decoration: none;
  }
  @media (forced-colors: active) {
    /* Else the browser puts a plate of another colour behind the words. */
    a.button {
      forced-color-adjust: none;
      background: LinkText;
      border-color: LinkText;
      color: Canvas;
    }
  }
  a.button:hover {
    background: color-mix(in oklab, var(--fg) 86%, var(--bg));
  }
  .with-dtype {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    margin: 0.875rem 0 0;
  }
  .with-dtype select {
    width: auto;
    min-height: 2rem;
    font-size: 0.875rem;
  }
  .places {
    font-size: 0.875rem;
  }
  .copyable {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    margin-top: 0.25rem;
  }
  .copyable code {
    min-width: 0;
    padding: 0.1875rem 0.5rem;
    border-radius: 6px;
    background: var(--lane);
  }
  .copyable button {
    flex: none;
    min-height: 1.75rem;
    min-width: 4.25rem;
    padding: 0 0.5rem;
    font-size: 0.8125rem;
  }
  .wide {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    width: 100%;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 0.3125rem 1rem 0.3125rem 0;
    border-top: 1px solid var(--line);
    text-align: left;
    font-weight: 400;
    white-space: nowrap;
  }
  thead th {
    border-top: 0;
    color: var(--muted);
  }
  .end {
    text-align: right;
  }
  tr.asked {
    background: var(--lane);
  }
  tr.asked th {
    font-weight: 650;
  }
  .small {
    margin-top: 0.5rem;
    font-size: 0.8125rem;
  }
  .also {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
  }
  button.plain {
    min-height: 1.5rem;
    padding: 0;
    border: 0;
    background: none;
    text-align: left;
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  @media (min-width: 48rem) {
    .answer {
      padding: 0.625rem 1.125rem 1.25rem 0.75rem;
    }
    .columns {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
`;
