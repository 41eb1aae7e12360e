// How the page for recordings looks beyond what all pages share. Invariant: styles only.
import { css } from 'lit';

export const recordingStyles = css`
  .open {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1rem;
  }
  .open p {
    flex: 1 1 20rem;
    font-size: 0.9375rem;
  }
  pre {
    margin: 0.75rem 0;
    padding: 0.75rem 1rem;
    overflow-x: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--lane);
    font: 0.875rem / 1.6 var(--mono);
  }
  .card > h2,
  .intro h2 {
    font-size: 1.125rem;
    font-weight: 650;
    letter-spacing: -0.01em;
    margin-bottom: 0.75rem;
  }
  .intro p + p {
    margin-top: 0.5rem;
  }
  .story .facts {
    margin-top: 0.75rem;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
    font-size: 0.875rem;
    color: var(--muted);
  }
  .notes {
    margin: 0.75rem 0 0;
    padding-left: 1.25rem;
    font-size: 0.875rem;
    color: var(--muted);
  }
  .waits {
    margin: 0;
    padding: 0;
    list-style: none;
    display: grid;
    gap: 0.375rem;
  }
  .waits button {
    width: 100%;
    height: auto;
    padding: 0.375rem 0.75rem;
    text-align: left;
    overflow-wrap: anywhere;
  }
  .saves {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: center;
  }
  .drop {
    position: fixed;
    inset: 0.75rem;
    z-index: 10;
    display: grid;
    place-items: center;
    pointer-events: none;
    border: 3px dashed var(--focus);
    border-radius: var(--radius);
    background: color-mix(in srgb, var(--bg) 80%, transparent);
    font-size: 1.25rem;
    font-weight: 600;
  }
`;
