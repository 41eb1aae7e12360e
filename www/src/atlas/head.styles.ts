// How the question, the marks and the rules of thumb look. Invariant: a verdict has the colour it has in the timelines.
import { css } from 'lit';

export const headStyles = css`
  .atlas-head {
    display: grid;
    gap: 0.75rem;
  }
  .atlas-head h1 {
    font-size: clamp(1.75rem, 4.6vw, 2.75rem);
    line-height: 1.08;
    font-weight: 700;
    letter-spacing: -0.028em;
    text-wrap: balance;
  }
  .means {
    max-width: 50rem;
    font-size: 1.0625rem;
    text-wrap: pretty;
  }
  .means span {
    white-space: nowrap;
  }
  .era-place {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1.25rem;
    min-height: 2.5rem;
    margin-top: 0.25rem;
  }
  .mark {
    width: 0.875em;
    height: 0.875em;
    flex: none;
    vertical-align: -0.06em;
  }
  .mark .line {
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
  }
  .mark .plane {
    fill: currentColor;
  }
  .mark.releases,
  .verdict.releases {
    color: var(--state-released);
  }
  .mark.holds,
  .verdict.holds {
    color: var(--state-held);
  }
  .mark.mixed,
  .verdict.mixed {
    color: var(--state-python);
  }
  .mark.depends,
  .verdict.depends {
    color: var(--state-wait);
  }
  .verdict {
    display: inline-flex;
    align-items: center;
    gap: 0.4375rem;
    font-weight: 620;
    white-space: nowrap;
  }
  .verdict > span {
    color: var(--fg);
  }
  .verdict.stale {
    font-weight: 400;
    font-style: italic;
    text-decoration: underline dotted;
    text-underline-offset: 0.25em;
  }
  @media (forced-colors: active) {
    .mark,
    .verdict {
      forced-color-adjust: none;
    }
  }
  .thumbs {
    display: grid;
    gap: 1.5rem clamp(1.5rem, 4vw, 3rem);
    grid-template-columns: minmax(0, 1fr);
  }
  .questions {
    display: grid;
    gap: 0.625rem;
    font-size: 0.9375rem;
  }
  .questions summary {
    cursor: pointer;
    min-height: 1.5rem;
  }
  .questions p {
    max-width: 48rem;
    margin: 0.25rem 0 0.5rem 1.125rem;
    line-height: 1.5;
    color: var(--muted);
    text-wrap: pretty;
  }
  .questions h2,
  .thumbs h2 {
    font-size: 1rem;
    font-weight: 650;
  }
  ol.rules,
  ul.rules {
    list-style: none;
    counter-reset: rule;
    margin: 0.875rem 0 0;
    padding: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
  }
  .rules li {
    display: grid;
    grid-template-columns: 1.75rem minmax(0, 1fr);
    font-size: 0.9375rem;
    line-height: 1.45;
  }
  ol.rules > li::before {
    counter-increment: rule;
    content: counter(rule);
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  ul.rules > li::before {
    content: '→' / '';
    color: var(--muted);
  }
  .rules li > * {
    grid-column: 2;
    text-wrap: pretty;
  }
  .rules li > :first-child {
    grid-row: 1;
  }
  .cites {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.875rem;
    font-size: 0.75rem;
  }
  .thumbs a {
    color: var(--muted);
    text-decoration-color: var(--line);
    text-underline-offset: 0.2em;
  }
  .thumbs a:hover {
    color: var(--fg);
    text-decoration-color: currentColor;
  }
  .thumbs .all {
    font-size: 0.8125rem;
    white-space: nowrap;
  }
  .cite {
    display: inline-flex;
    align-items: center;
    gap: 0.3125rem;
    min-width: 0;
    min-height: 1.5rem;
    overflow-wrap: anywhere;
  }
  @media (min-width: 56rem) {
    .thumbs {
      grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    }
  }
  @media (max-width: 47.99rem) {
    .to-search kbd {
      display: none;
    }
  }
`;
