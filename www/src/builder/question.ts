// The question as the text that the builder edits, and the settings that ask that text. Invariant: whatever the settings
// ask, the text asks the same, of the same runs.

import { meant } from '../question/draft.ts';
import { compared, questionAsSet, type Settings } from '../question/settings.ts';
import type { Vocabulary } from '../wasm/core.ts';
import { print } from './print.ts';

/** All of the question as the text of a Scenario: what a reader who edits it starts from. */
export function scenarioText(settings: Settings, vocabulary: Vocabulary): string {
  const question = questionAsSet(settings, vocabulary);
  if (settings.scenario !== null && (settings.cores === null || question === null)) return settings.scenario;
  const runtime = compared(settings, vocabulary).at(-1)?.runtime;
  const cores = settings.cores === null ? {} : { cores: meant(settings.cores) };
  return print({ runtime, ...question, ...cores });
}

/** The same runs of a Scenario of the reader's own. */
export function withScenario(settings: Settings, vocabulary: Vocabulary, scenario: string): Settings {
  return { ...settings, scenario, preset: null, cores: null, compare: compared(settings, vocabulary) };
}
