// <gil-chart>: a Plot drawn by uPlot, with its legend, a line that tells the values under the cursor, and the same
// numbers as a table. Invariant: the canvas is drawn in the colours its legend has, so every theme reaches it; arrow keys
// do what a pointer does.
import { html, LitElement, nothing, type PropertyValues, svg, unsafeCSS } from 'lit';
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';
import { capital } from '../base/format.ts';
import { legends, shared } from '../ui/styles.ts';
import type { Axis, Curve, Plot } from './plot.ts';
import { chartStyles } from './styles.ts';

const HEIGHT_PX = 280;
const DIAMOND_PX = 6;
const LINE_PX = 2;

/** As many hues as the styles have; the dashes go on telling lines apart. */
const HUES = 6;

export class Chart extends LitElement {
  static override properties = {
    plot: { attribute: false },
    theme: { attribute: false },
    at: { state: true },
  };
  static override styles = [shared, legends, unsafeCSS(uplotStyles), chartStyles];

  declare plot: Plot;
  /** Whatever it is: when it changes, the colours may have. */
  declare theme: string;
  /** The point under the cursor. */
  declare at: number | null;
  #chart: uPlot | null = null;
  #observer = new ResizeObserver(() => this.#fit());
  #themes = [matchMedia('(prefers-color-scheme: dark)'), matchMedia('(forced-colors: active)')];

  constructor() {
    super();
    this.at = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
    for (const theme of this.#themes) theme.addEventListener('change', this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    for (const theme of this.#themes) theme.removeEventListener('change', this.redraw);
    this.#end();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('plot');
    if (this.#chart === null || changed.has('theme') || (before && shapeOf(before) !== shapeOf(this.plot))) {
      this.redraw();
    } else if (changed.has('plot')) {
      this.#chart.setData(dataOf(this.plot));
    }
  }

  protected override render() {
    const { title, curves, x } = this.plot;
    return html`
      <figure>
        <figcaption>${title}</figcaption>
        <ul class="legend" aria-label="Lines">
          ${curves.map((curve) => html`<li class=${hueOf(curve)}>${swatch(curve)}${curve.name}</li>`)}
        </ul>
        <div class="plot" role="application" aria-roledescription="chart" tabindex="0" @keydown=${this.#key}
          aria-label="${title}. Left and right arrow keys read the values; the table below has them all."></div>
        <p class="readout" aria-live="polite" data-testid="readout">${this.#readout()}</p>
        <details>
          <summary>The same as a table</summary>
          <div class="wide" tabindex="0" role="region" aria-label="Table: ${title}">
            <table data-testid="chart-table" data-chart=${this.plot.name}>
              <caption class="hidden-visually">${title}</caption>
              <thead>
                <tr>
                  <th scope="col">${capital(x.label)}</th>
                  ${curves.map(({ name }) => html`<th scope="col">${name}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${this.plot.xs.map((value, i) => this.#row(value, i))}
              </tbody>
            </table>
          </div>
        </details>
      </figure>
    `;
  }

  #row(value: number, i: number) {
    const { curves, x } = this.plot;
    return html`
      <tr data-x=${value}>
        <th scope="row">${x.show(value)}</th>
        ${curves.map((curve) => {
          const exact = curve.ys[i] ?? null;
          return html`<td data-curve=${curve.name} data-value=${exact ?? nothing}>${this.#value(curve, i) ?? '–'}</td>`;
        })}
      </tr>
    `;
  }

  /** What is known of a curve at one point; null is nothing yet. */
  #value({ ys, none }: Curve, i: number): string | null {
    const exact = ys[i] ?? null;
    if (exact !== null) return this.plot.y.show(exact);
    return none?.[i] ? this.plot.none : null;
  }

  #readout() {
    const { xs, x, curves, none } = this.plot;
    const at = this.at === null ? undefined : xs[this.at];
    if (curves.every((curve) => curve.none?.every(Boolean)))
      return `${capital(none)}, so there is no line to draw.`;
    if (at === undefined) return 'Point at the chart, or press the arrow keys in it, to read its values.';
    const values = curves.flatMap((curve) => {
      const value = this.#value(curve, this.at ?? 0);
      return value === null ? [] : [`${curve.name} ${value}`];
    });
    return `${capital(x.label)} ${x.show(at)}: ${values.length > 0 ? values.join('; ') : 'nothing yet'}.`;
  }

  #key = (event: KeyboardEvent): void => {
    const last = this.plot.xs.length - 1;
    const at = this.at ?? -1;
    const to = {
      ArrowLeft: Math.max(0, at - 1),
      ArrowRight: Math.min(last, at + 1),
      Home: 0,
      End: last,
      Escape: null,
    }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const chart = this.#chart;
    // Off the chart is where uPlot keeps a cursor that nobody sees.
    if (to === null) chart?.setCursor({ left: -10, top: -10 });
    else chart?.setCursor({ left: chart.valToPos(this.plot.xs[to] ?? 0, 'x'), top: 0 });
  };

  #fit(): void {
    const width = this.#width;
    if (width === 0) return;
    if (this.#chart === null) this.redraw();
    else if (this.#chart.width !== width) this.#chart.setSize({ width, height: HEIGHT_PX });
  }

  get #width(): number {
    return this.renderRoot.querySelector('.plot')?.clientWidth ?? 0;
  }

  #end(): void {
    this.#chart?.destroy();
    this.#chart = null;
  }

  /** In the colours and the width that it has now. */
  readonly redraw = (): void => {
    this.#end();
    const within = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (within === null || this.#width === 0) return;
    const colors = [...this.renderRoot.querySelectorAll('.legend li')].map(
      (li) => getComputedStyle(li).color,
    );
    const { x, y, curves } = this.plot;
    const own = getComputedStyle(within);
    this.#chart = new uPlot(
      {
        width: this.#width,
        height: HEIGHT_PX,
        padding: [12, 28, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false, setScale: false } },
        scales: {
          x: scaleOf(x, () => this.plot.x),
          y: scaleOf(y, () => this.plot.y),
        },
        axes: [
          { ...axisOf(x, () => this.plot.x, own), size: 30 },
          { ...axisOf(y, () => this.plot.y, own), size: 60 },
        ],
        series: [{}, ...curves.map((curve, i) => seriesOf(curve, colors[i] ?? own.color, own))],
        hooks: {
          setCursor: [
            (chart) => {
              this.at = chart.cursor.idx ?? null;
            },
          ],
        },
      },
      dataOf(this.plot),
      within,
    );
  };
}

/** A chart of another shape has to be built anew; other values only have to be set. */
function shapeOf({ curves, x, y }: Plot): string {
  return JSON.stringify([curves.map(({ name, hue }) => [name, hue]), x.label, y.label]);
}

function dataOf({ xs, curves }: Plot): uPlot.AlignedData {
  return [[...xs], ...curves.map(({ ys }) => [...ys])] as uPlot.AlignedData;
}

function hueOf({ hue }: Curve): string {
  return hue === null ? 'plain' : `hue-${hue % HUES}`;
}

function swatch({ dash, mark }: Curve) {
  return html`
    <svg viewBox="0 0 34 12" width="34" height="12" aria-hidden="true">
      ${dash === null ? nothing : svg`<path d="M0 6H34" stroke-dasharray=${dash.join(' ') || nothing} />`}
      ${mark === 'dot' ? svg`<circle cx="17" cy="6" r="3" />` : nothing}
      ${mark === 'diamond' ? svg`<path class="diamond" d="M17 1L22 6L17 11L12 6Z" />` : nothing}
    </svg>
  `;
}

/** The axis in force is asked each time: its range grows with what is shown. */
function scaleOf({ log }: Axis, now: () => Axis): uPlot.Scale {
  const range = (): [number, number] => [...now().range];
  return log === null ? { time: false, range } : { time: false, range, distr: 3, log };
}

function axisOf({ mark, label, ticks }: Axis, now: () => Axis, own: CSSStyleDeclaration): uPlot.Axis {
  return {
    label,
    labelSize: 22,
    labelFont: `13px ${own.fontFamily}`,
    font: `12px ${own.fontFamily}`,
    stroke: own.color,
    grid: { stroke: own.borderTopColor, width: 1 },
    ticks: { show: false },
    values: (_, splits) => splits.map((value) => mark(value)),
    ...(ticks === null ? {} : { splits: () => [...(now().ticks ?? [])], filter: (_, splits) => splits }),
  };
}

function seriesOf({ dash, mark }: Curve, color: string, own: CSSStyleDeclaration): uPlot.Series {
  return {
    stroke: color,
    width: dash === null ? 0 : LINE_PX,
    spanGaps: true,
    ...(dash === null ? { paths: () => null } : { dash: [...dash] }),
    points: {
      show: mark !== 'none',
      fill: mark === 'diamond' ? own.backgroundColor : color,
      stroke: color,
      width: LINE_PX,
      size: 7,
      ...(mark === 'diamond' ? { paths: diamonds } : {}),
    },
  };
}

const diamonds: uPlot.Series.Points.PathBuilder = (chart, series, from, to) => {
  const path = new Path2D();
  const reach = DIAMOND_PX * devicePixelRatio;
  for (let i = from; i <= to; i++) {
    const value = chart.data[series]?.[i];
    if (value == null) continue;
    const x = chart.valToPos(chart.data[0][i] as number, 'x', true);
    const y = chart.valToPos(value, 'y', true);
    path.moveTo(x, y - reach);
    path.lineTo(x + reach, y);
    path.lineTo(x, y + reach);
    path.lineTo(x - reach, y);
    path.closePath();
  }
  return { stroke: path, fill: path, flags: 3 };
};

customElements.define('gil-chart', Chart);
