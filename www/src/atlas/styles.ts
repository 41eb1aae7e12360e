// How the atlas looks. Invariant: rows on one grid from 48rem on and cards below; nothing that appears while somebody types
// moves anything else.
import { css } from 'lit';
import { answerStyles } from './answer.styles.ts';

export const atlasStyles = [
  css`
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

    /* Rules of thumb */
    .thumbs {
      display: grid;
      gap: 1.5rem clamp(1.5rem, 4vw, 3rem);
      grid-template-columns: minmax(0, 1fr);
    }
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

    /* Search, filters, sorting */
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

    /* Rows */
    .skip {
      position: absolute;
      left: -99rem;
    }
    .skip:focus {
      position: static;
    }
    .rows {
      list-style: none;
      margin: 0;
      padding: 0;
    }
    .row {
      border-bottom: 1px solid var(--line);
      scroll-margin-top: 5rem;
      /* Hundreds of rows are laid out only where somebody looks. */
      content-visibility: auto;
      contain-intrinsic-size: auto 2.8125rem;
    }
    .row.open,
    .row.bad {
      content-visibility: visible;
    }
    .row :focus-visible {
      outline-offset: -2px;
    }
    .row.open {
      background: var(--surface);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      margin: 0.5rem 0;
    }
    .line {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 15rem 8rem;
      align-items: center;
      gap: 1rem;
      padding-right: 0.75rem;
    }
    .line .call {
      display: grid;
      grid-template-columns: 7.75rem minmax(0, 1fr) auto;
      align-items: center;
      gap: 0.75rem;
      padding: 0.25rem 0.75rem;
    }
    .heads {
      padding-top: 0.375rem;
      font-size: 0.8125rem;
      color: var(--muted);
    }
    .tags {
      display: flex;
      align-items: center;
      gap: 0.5rem;
    }
    .row button.call {
      min-height: 2.75rem;
      border: 0;
      background: none;
      text-align: left;
      scroll-margin-top: 5rem;
    }
    .row button.call:hover code {
      text-decoration: underline;
      text-underline-offset: 0.25em;
    }
    .call code {
      overflow-wrap: anywhere;
    }
    .dtype {
      padding: 0 0.5rem;
      border: 1px solid var(--line);
      border-radius: 99px;
      font-size: 0.8125rem;
      color: var(--muted);
    }
    .shapes {
      position: relative;
      font-size: 0.875rem;
    }
    .shapes input {
      min-height: 2rem;
      padding: 0 0.5rem;
      font-family: var(--mono);
      font-size: 0.8125rem;
      border-color: var(--line);
      background: transparent;
      scroll-margin-top: 5rem;
    }
    .shapes input:hover,
    .shapes input:focus {
      border-color: var(--field-line);
      background: var(--surface);
    }
    .shapes input[aria-invalid='true'] {
      /* As wide as it was with a thin line. */
      padding: 0 calc(0.5rem - 1px);
      border-color: var(--bad);
    }
    .wrong {
      position: absolute;
      z-index: 1;
      top: calc(100% + 4px);
      right: 0;
      width: max-content;
      max-width: min(26rem, 80vw);
      padding: 0.375rem 0.625rem;
      border: 1px solid var(--bad);
      border-radius: 8px;
      background: var(--bad-bg);
      color: var(--fg);
      font-size: 0.8125rem;
      line-height: 1.4;
      overflow-wrap: anywhere;
    }
    .free {
      display: flex;
      align-items: center;
      justify-content: flex-end;
      gap: 0.5rem;
      font-size: 0.8125rem;
    }
    .free .number {
      min-width: 3rem;
      text-align: right;
    }
    .bar {
      width: 3rem;
      height: 0.5rem;
    }
    .bar .track {
      fill: var(--line);
    }
    .bar .fill {
      fill: var(--state-released);
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
    @media (max-width: 60rem) {
      .line {
        grid-template-columns: minmax(0, 1fr) 10.5rem 6.25rem;
        gap: 0.5rem;
      }
      .line .call {
        grid-template-columns: 7rem minmax(0, 1fr) auto;
        gap: 0.5rem;
      }
    }
    @media (max-width: 47.99rem) {
      .row {
        margin: 0.625rem 0;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      .line {
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.25rem 0.75rem;
        padding: 0 0.75rem 0.625rem;
      }
      .heads {
        display: none;
      }
      .line .call {
        grid-column: 1 / -1;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.125rem 0.75rem;
        margin: 0 -0.75rem;
        padding-top: 0.5rem;
      }
      .call code {
        grid-column: 1 / -1;
        grid-row: 2;
      }
      .call .tags {
        min-height: 1.5rem;
      }
      .choice {
        flex: 1 1 100%;
      }
      .choice select {
        flex: 1;
        min-width: 0;
      }
      .wrong {
        left: 0;
        right: auto;
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
  `,
  answerStyles,
];
