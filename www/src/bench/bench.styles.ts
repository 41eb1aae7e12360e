// How the bench page is laid out, beyond what it shares with the playground. Invariant: only the table scrolls sideways.
import { css } from 'lit';

export const benchStyles = css`
  form {
    display: grid;
    grid-template-columns: minmax(10rem, 2fr) minmax(6rem, 1fr) auto;
    gap: 0.75rem;
    align-items: end;
  }
  .complaint {
    margin-top: 0.5rem;
    color: var(--bad);
  }
  .wide {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.9375rem;
  }
  th {
    font-weight: 600;
    text-align: left;
    vertical-align: bottom;
  }
  thead small {
    display: block;
    font-weight: 400;
    color: var(--muted);
  }
  th,
  td {
    padding: 0.5rem 0.75rem 0.5rem 0;
    border-bottom: 1px solid var(--line);
  }
  td,
  thead th + th {
    text-align: right;
  }
  .about {
    margin-top: 1rem;
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-top: 1rem;
  }
  @media (max-width: 32rem) {
    form {
      grid-template-columns: 1fr;
    }
  }
`;
