// How searching looks. Invariant: the search stays in sight and in its place, however few rows are left.
import { css } from 'lit';

export const toolbarStyles = css`
  .results {
    /* However few rows are left, the search stays where it is. */
    min-height: 100vh;
  }
  .toolbar {
    display: contents;
  }
  .search {
    position: sticky;
    top: 0;
    z-index: 2;
    display: flex;
    align-items: center;
    padding: 0.625rem 0;
    background: var(--bg);
  }
  .search input {
    min-height: 3rem;
    padding: 0 9.5rem 0 1rem;
    font-size: 1.125rem;
    border-radius: var(--radius);
  }
  .search input::-webkit-search-cancel-button {
    display: none;
  }
  ::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  .search kbd {
    position: absolute;
    right: 1rem;
    color: var(--muted);
  }
  .search #hits {
    position: absolute;
    right: 2.75rem;
    font-size: 0.875rem;
    color: var(--muted);
    pointer-events: none;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1rem;
    padding: 0.125rem 0 0.75rem;
    border-bottom: 1px solid var(--line);
  }
  .segments {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 2px;
    min-width: 0;
    margin: 0;
    padding: 2px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--lane);
  }
  .segments label {
    position: relative;
    margin: 0;
    font-size: 0.875rem;
    color: var(--fg);
    cursor: pointer;
  }
  .segments input {
    position: absolute;
    inset: 0;
    width: 100%;
    min-height: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .segments label > span {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    min-height: 1.875rem;
    padding: 0 0.5rem;
    border: 1px solid transparent;
    border-radius: 7px;
  }
  .segments input:checked + span {
    background: var(--surface);
    border-color: var(--field-line);
    font-weight: 600;
  }
  .segments input:focus-visible + span {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  @media (forced-colors: active) {
    .segments input:checked + span {
      border: 2px solid Highlight;
    }
  }
  .segments small {
    color: var(--muted);
    font-size: 0.8125rem;
    font-weight: 400;
  }
  .eras label > span {
    flex-wrap: wrap;
    gap: 0 0.5rem;
    padding: 0.25rem 0.75rem;
  }
  .eras strong {
    font-weight: inherit;
  }
  .choice {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-width: 0;
    margin: 0;
    white-space: nowrap;
  }
  .choice select {
    width: auto;
    min-height: 2.125rem;
    font-size: 0.875rem;
  }
  .read p {
    max-width: 70ch;
    margin: 0.75rem 0 0;
  }
  .empty {
    display: grid;
    gap: 0.875rem;
    justify-items: center;
    padding: 3rem 1rem;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .empty button {
    margin: 0.125rem;
  }
  @media (max-width: 47.99rem) {
    .choice {
      flex: 1 1 100%;
    }
    .choice select {
      flex: 1;
      min-width: 0;
    }
    .search input {
      padding-right: 7.5rem;
      font-size: 1rem;
    }
    .search kbd {
      display: none;
    }
    .search #hits {
      right: 0.75rem;
    }
  }
`;
