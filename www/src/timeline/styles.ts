// How the timelines' DOM looks; the canvases draw themselves. Invariant: nothing here changes a width the view counts on.
import { css } from 'lit';

export const timelineStyles = css`
  .stage {
    position: relative;
  }
  .bar {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--surface);
  }
  canvas {
    display: block;
    width: 100%;
    /* Until it is drawn. */
    height: 0;
  }
  .ruler {
    height: 26px;
    cursor: text;
    touch-action: none;
  }
  .minimap {
    position: relative;
    height: 28px;
    cursor: pointer;
    touch-action: none;
  }
  .map {
    height: 28px;
  }
  /* What lies beside the brush is veiled by its shadow. */
  .field {
    position: absolute;
    inset: 0;
    overflow: hidden;
    border-radius: 4px;
    pointer-events: none;
  }
  .brush {
    height: 100%;
    min-width: 6px;
    border: 1px solid var(--field-line);
    border-inline-width: 4px;
    border-radius: 4px;
    box-shadow: 0 0 0 200rem color-mix(in srgb, var(--surface) 65%, transparent);
  }
  .band {
    position: absolute;
    inset: 0 auto 0 0;
    border-inline: 1px solid var(--focus);
    background: color-mix(in srgb, var(--focus) 13%, transparent);
    pointer-events: none;
  }
  .bar .band:not([hidden]) {
    top: 28px;
    display: grid;
    place-items: center;
    overflow: visible;
  }
  .length {
    padding: 0 0.3rem;
    border-radius: 4px;
    background: var(--focus);
    color: var(--surface);
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1.125rem;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .lanes {
    border-radius: 4px;
    outline-offset: 5px;
  }
  .lanes canvas {
    cursor: crosshair;
    touch-action: pan-y;
  }
  .track + .track {
    margin-top: 1.5rem;
  }
  .track header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.125rem 0.625rem;
    margin: 0.5rem 0 0.625rem;
  }
  h3 {
    font-size: 1rem;
    font-weight: 600;
    letter-spacing: -0.005em;
  }
  .tag {
    font-size: 0.8125rem;
    color: var(--muted);
  }
  .tag::before {
    content: '';
    display: inline-block;
    width: 0.625rem;
    height: 0.625rem;
    margin-right: 0.4rem;
    border-radius: 3px;
    background: var(--muted);
  }
  .tag.held::before {
    background: var(--state-held);
  }
  .tag.released::before {
    background: var(--state-released);
  }
  .wall {
    margin-left: auto;
    font-size: 1.125rem;
    font-weight: 600;
  }
  .wall.muted {
    font-size: 0.9375rem;
    font-weight: 400;
  }
  .badge {
    font-size: 0.75rem;
    color: var(--muted);
    border: 1px solid var(--line);
    border-radius: 99px;
    padding: 0 0.5rem;
    line-height: 1.25rem;
    align-self: center;
  }
  /* What was computed must not be taken for what happened. */
  .badge.simulated {
    border: 1px dashed var(--fg);
    color: var(--fg);
    font-weight: 600;
  }
  .difference {
    margin-top: 1.5rem;
  }
  .difference header {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: baseline;
    gap: 0.125rem 0.625rem;
    margin-bottom: 0.375rem;
  }
  .difference h3,
  .difference header span {
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 40rem) {
    /* Its words come and go with the cursor: two lines of them are always there. */
    .difference header span {
      min-height: 2.5rem;
    }
  }
  .difference canvas {
    cursor: grab;
    touch-action: pan-y;
  }
  .strip {
    min-height: 48px;
  }
  .handoffs {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.25rem;
    /* What is in view changes with every zoom: what is below must not jump. */
    min-height: 1.5rem;
    margin: 0.75rem 0 0;
    padding: 0;
    list-style: none;
    font-size: 0.8125rem;
    color: var(--muted);
  }
  .handoffs li {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .handoffs li[hidden] {
    display: none;
  }
  .handoffs svg {
    flex: none;
    width: 30px;
    height: 10px;
  }
  .cursor {
    position: absolute;
    inset: 0 auto 0 0;
    width: 1px;
    background: var(--muted);
    opacity: 0.55;
    pointer-events: none;
  }
  .playhead {
    position: absolute;
    inset: 0 auto 0 -1px;
    border-left: 2px dashed var(--focus);
    pointer-events: none;
  }
  .tooltip {
    position: absolute;
    top: 0;
    left: 0;
    z-index: 2;
    display: grid;
    max-width: min(20rem, 90%);
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
    color: var(--fg);
    box-shadow: 0 4px 16px rgb(0 0 0 / 0.16);
    font-size: 0.8125rem;
    line-height: 1.45;
    pointer-events: none;
    font-variant-numeric: tabular-nums;
  }
  [hidden] {
    display: none;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1rem;
    margin-top: 1rem;
  }
  .hint {
    flex: 1 1 16rem;
    font-size: 0.8125rem;
  }
  .buttons {
    display: flex;
    gap: 0.25rem;
  }
  .buttons button {
    min-width: 2.25rem;
    min-height: 2.25rem;
    padding: 0 0.5rem;
    border-color: var(--line);
  }
`;
