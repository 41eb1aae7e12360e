// The worker that simulates, with the wasm file made for that. Invariant: it needs no shared memory, so it works in any
// page; while it computes it hears nothing, and the page ends it to cancel.
import init, {
  check,
  complete,
  judge,
  needs,
  panicText,
  presets,
  simulate,
  vocabulary,
} from '../../pkg/simulator/gil_simulator.js';
import { capital } from '../base/format.ts';
import { crashed, type Problem, ProblemError, textOf } from '../base/problem.ts';
import { live } from '../wasm/alive.ts';
import { columnsOf } from '../wasm/columns.ts';
import type { Doubt, Needs, Vocabulary } from '../wasm/core.ts';
import { LIKELY_BYTES } from '../wasm/memory.ts';
import { answer, checked } from './answering.ts';

live();

let opened = false;

function tooMuch(thrown: unknown): Problem {
  return {
    code: 'bad-config',
    title: 'This Scenario is too much to simulate here.',
    detail: `${capital(textOf(thrown))}.`,
    hint: 'Change the setup, then press Run.',
  };
}

const panicked = (text: string): Problem => crashed('The simulator', text);

answer(
  {
    async open({ module }) {
      await init({ module_or_path: module });
      opened = true;
      const words: Vocabulary = { ...JSON.parse(vocabulary()), presets: JSON.parse(presets()) };
      return { memory: null, vocabulary: words };
    },
    check: (questions) => questions.map((question) => checked({ check, complete }, question, LIKELY_BYTES)),
    judge: (runs) => JSON.parse(judge(JSON.stringify(runs))) as Doubt[],
    needs: ({ scenario }) => JSON.parse(needs(scenario)) as Needs,
    simulate({ scenario }) {
      try {
        return columnsOf(simulate(scenario));
      } catch (thrown) {
        throw thrown instanceof WebAssembly.RuntimeError ? thrown : new ProblemError(tooMuch(thrown));
      }
    },
    close: () => null,
  },
  () => (opened ? panicText() : undefined),
  panicked,
);
