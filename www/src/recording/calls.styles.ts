// How the table of calls looks. Invariant: styles only.
import { css } from 'lit';

export const callsStyles = css`
  .scroll {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 0.375rem 0 0.375rem 1rem;
    border-top: 1px solid var(--line);
    text-align: right;
    white-space: nowrap;
    vertical-align: baseline;
  }
  th:first-child,
  .words {
    text-align: left;
  }
  th:first-child {
    padding-left: 0;
    min-width: 12rem;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  thead th {
    border: 0;
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--muted);
  }
  tbody th {
    font-weight: 500;
  }
  tr.only {
    background: var(--lane);
  }
  .place {
    display: block;
    font-size: 0.8125rem;
    font-weight: 400;
  }
  button.plain {
    border: 0;
    padding: 0;
    min-height: 1.5rem;
    background: none;
    font-size: inherit;
    font-weight: inherit;
    color: inherit;
  }
  td button {
    min-height: 1.75rem;
    padding: 0 0.5rem;
    font-size: 0.8125rem;
  }
  td button[aria-pressed='true'] {
    background: var(--fg);
    color: var(--bg);
  }
  .scroll + button {
    margin-top: 0.75rem;
  }
  .bar {
    width: 2.5rem;
    height: 0.5rem;
    margin-right: 0.375rem;
  }
  .held {
    fill: var(--state-held);
  }
  .free {
    fill: var(--state-released);
  }
`;
