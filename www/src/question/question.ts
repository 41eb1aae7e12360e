// What is asked: the settings, the address that carries them, and what the core says of them. Invariant: settings change
// here only; the address follows them, and what was found out about older ones is dropped.

import type { Lab } from '../lab/lab.ts';
import type { Vocabulary } from '../wasm/core.ts';
import { type ReadLink, writeLink } from './link.ts';
import { type Plan, type Planned, planOf } from './plan.ts';
import { asksSame, type Complaint, DEFAULTS, type Settings } from './settings.ts';
import { startOf } from './starts.ts';

/** Typing is judged once it pauses. */
const PAUSE_MS = 150;

/** Who asks. */
export interface Asker {
  /** Null until the core is there: until then nothing can be judged. */
  readonly vocabulary: Vocabulary | null;
  /** Whether a run is on: judging can wait then. */
  readonly running: boolean;
  /** Whether runs are in view: then the address goes on leading to them. */
  readonly shows: boolean;
  /** Other settings are about to come into force: from the address, or from what a reader did on the page. */
  adopt(settings: Settings, from: 'address' | 'page'): void;
  /** The settings could not be judged, or null: they were. */
  unjudged(thrown: unknown): void;
  requestUpdate(): void;
}

export class Question {
  settings: Settings = DEFAULTS;
  complaints: readonly Complaint[] = [];
  /** The runs that would answer, with their Scenarios as the core completes them; null while something is wrong. */
  planned: Planned[] | null = null;
  readonly #asker: Asker;
  readonly #lab: Lab;
  readonly #readLink: (hash: string) => Promise<ReadLink>;
  /** Whether the address has been read. */
  known = false;
  /** What was wrong with the link itself; stands until the settings change. */
  #ofLink: readonly Complaint[] = [];
  /** Whether what is asked belongs to another entry of the browser's history than the address. */
  #elsewhere = false;
  /** How often the address was read: what an older reading brings comes too late. */
  #reads = 0;
  /** Settles once the address follows the settings. */
  written: Promise<void> = Promise.resolve();
  #pause: ReturnType<typeof setTimeout> | undefined;

  /** `readLink`: a link may say more than its settings, such as a lesson that brings a question. */
  constructor(asker: Asker, lab: Lab, readLink: (hash: string) => Promise<ReadLink>) {
    this.#readLink = readLink;
    this.#asker = asker;
    this.#lab = lab;
  }

  /** Takes the settings from the address. */
  async read(hash: string): Promise<void> {
    const read = ++this.#reads;
    const { settings, complaints } = await this.#readLink(hash);
    if (read !== this.#reads) return;
    this.known = true;
    this.#adopt(settings, 'address');
    this.#ofLink = complaints;
    this.complaints = complaints;
    await this.recheck();
  }

  /** Asks something else. The browser's Back leads to where this began, to another lesson or another start. */
  set(settings: Settings): void {
    this.#elsewhere ||= placeOf(settings) !== placeOf(this.settings);
    this.#adopt(settings, 'page');
    this.written = this.#write(settings);
    this.#ofLink = [];
    clearTimeout(this.#pause);
    this.#pause = setTimeout(this.recheck, PAUSE_MS);
  }

  /** Looks elsewhere, which asks nothing new. */
  look(view: Settings['view']): void {
    this.#adopt({ ...this.settings, view }, 'page');
    this.written = this.#write(this.settings);
  }

  /** Judges the settings, once no run is on. */
  readonly recheck = async (): Promise<void> => {
    if (!this.#asker.running) await this.check();
  };

  /** The runs that would answer, or null with the complaints shown. */
  async check(): Promise<Planned[] | null> {
    const { settings } = this;
    const { vocabulary } = this.#asker;
    if (vocabulary === null) return null;
    let plan: Plan;
    try {
      plan = await planOf(settings, this.#lab, vocabulary);
    } catch (thrown) {
      this.#asker.unjudged(thrown);
      return null;
    }
    if (!asksSame(settings, this.settings)) return null;
    this.complaints = [...this.#ofLink, ...plan.complaints];
    this.planned = plan.planned;
    this.#asker.unjudged(null);
    return this.planned;
  }

  #adopt(settings: Settings, from: 'address' | 'page'): void {
    this.#asker.adopt(settings, from);
    this.settings = settings;
    this.#asker.requestUpdate();
  }

  async #write(settings: Settings): Promise<void> {
    const hash = await writeLink(settings);
    if (this.settings !== settings) return;
    const state = this.#asker.shows ? history.state : null;
    // In a frame Back belongs to the page around it.
    if (this.#elsewhere && window.parent === window) history.pushState(state, '', hash);
    else history.replaceState(state, '', hash);
    this.#elsewhere = false;
  }
}

function placeOf(settings: Settings): string {
  return `${settings.lesson ?? ''} ${startOf(settings)}`;
}
