// How the table of shares looks. Invariant: it scrolls sideways in a frame of its own, never with the page.
import { css } from 'lit';

export const sharesStyles = css`
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 1rem;
    margin-bottom: 0.75rem;
  }
  h2 {
    font-size: 1.0625rem;
    font-weight: 650;
  }
  .buttons {
    display: flex;
    gap: 0.5rem;
    margin-left: auto;
  }
  .buttons button {
    min-height: 1.875rem;
    font-size: 0.8125rem;
  }
  /* The button comes and goes: its row is always there. */
  .buttons::before {
    content: '';
    min-height: 1.875rem;
  }
  .scroll {
    overflow-x: auto;
    /* Room for the focus ring of the frame. */
    margin: -3px;
    padding: 3px;
    /* A shadow at the edge behind which there is more: the covers scroll with the table, the shadows do not. */
    background:
      linear-gradient(to right, var(--surface) 50%, transparent) left / 32px 100% local no-repeat,
      linear-gradient(to left, var(--surface) 50%, transparent) right / 32px 100% local no-repeat,
      linear-gradient(to right, var(--line), transparent) left / 12px 100% no-repeat,
      linear-gradient(to left, var(--line), transparent) right / 12px 100% no-repeat;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 0.25rem 0 0.25rem 1rem;
    text-align: right;
    vertical-align: baseline;
    white-space: nowrap;
  }
  th:first-child,
  th.run {
    text-align: left;
  }
  thead th {
    font-size: 0.8125rem;
    font-weight: 600;
    color: var(--muted);
    vertical-align: bottom;
  }
  tbody {
    border-top: 1px solid var(--line);
  }
  tbody th {
    font-weight: 500;
    vertical-align: baseline;
  }
  tbody th.run {
    font-weight: 400;
    color: var(--muted);
  }
  .thread {
    padding-left: 0;
  }
  /* A long name wraps, then ends in dots: the numbers are what one came for. */
  .name {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    max-width: 10rem;
    overflow: hidden;
    overflow-wrap: break-word;
    white-space: normal;
  }
  @media (max-width: 40rem) {
    th,
    td {
      padding-left: 0.625rem;
    }
    th {
      white-space: normal;
    }
    tbody .run {
      min-width: 4rem;
    }
    .name {
      -webkit-line-clamp: 5;
    }
  }
  .bar {
    display: block;
    width: clamp(40px, 12vw, 120px);
    height: 14px;
  }
  .defs {
    position: absolute;
  }
  .legend {
    margin-top: 0.75rem;
  }
  .legend svg {
    width: 18px;
    height: 10px;
  }
`;
