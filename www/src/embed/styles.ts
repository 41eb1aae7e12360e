// How the page in a frame is laid out. Invariant: one column from 320 px on; what a run brings finds its room kept.
import { css } from 'lit';

export const embedStyles = css`
  :host {
    /* One ground: the page around it has frames and cards of its own. */
    --surface: var(--bg);
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
    padding: 0.875rem clamp(0.75rem, 3vw, 1.25rem);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.875rem;
  }
  header h1 {
    flex: 1 1 14rem;
    font-size: 1rem;
    font-weight: 600;
    line-height: 1.35;
    text-wrap: pretty;
  }
  .card {
    background: none;
    border: 0;
    padding: 0;
  }
  .setup {
    padding: 0.25rem 0 0.75rem;
    border-bottom: 1px solid var(--line);
  }
  .story {
    min-height: 6.5rem;
    padding: 0;
  }
  .story h2 {
    font-size: clamp(1.125rem, 3vw, 1.375rem);
  }
  .story p {
    margin-top: 0.375rem;
    font-size: 0.9375rem;
  }
  .badge {
    font-size: 0.8125rem;
    border: 1px solid var(--line);
    border-radius: 99px;
    padding: 0.125rem 0.625rem;
    white-space: nowrap;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0.25rem 1.5rem;
    font-size: 0.8125rem;
  }
  a.primary {
    display: inline-flex;
    align-items: center;
    min-height: 2.375rem;
    padding: 0 0.875rem;
    border-radius: 8px;
    background: var(--fg);
    color: var(--bg);
    font-weight: 600;
    font-size: 0.9375rem;
    text-decoration: none;
  }
`;
