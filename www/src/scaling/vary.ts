// A Scenario asked again with one thing changed: the threads of a group, the switch interval, the BLAS threads.
// Invariant: pure; what is not named by the change stays as it was.
import type { Scenario } from '../wasm/core.ts';

/** Whether each thread keeps its work (weak scaling), or all threads share what there is (strong scaling). */
export type Sharing = 'each' | 'all';

type Group = Scenario['threads'][number];

const opsOf = ({ count, repeat, ops }: Group): number => count * repeat * ops.length;

/** The group with the most threads; of several the one with the most operations. */
export function largestGroup({ threads }: Scenario): number {
  const sized = threads.map((group, index) => ({ index, count: group.count, ops: opsOf(group) }));
  return sized.toSorted((a, b) => b.count - a.count || b.ops - a.ops)[0]?.index ?? 0;
}

/** Passes of a group over its operations, all its threads together: what there is to share. */
export function passesOf({ threads }: Scenario, group: number): number {
  const { count, repeat } = threads[group] ?? { count: 0, repeat: 0 };
  return count * repeat;
}

export function withThreads(scenario: Scenario, group: number, count: number, sharing: Sharing): Scenario {
  const threads = scenario.threads.flatMap((each, i) => {
    if (i !== group) return [each];
    return sharing === 'each' ? [{ ...each, count }] : shared(each, count);
  });
  return { ...scenario, threads };
}

/** The passes of a group over so many threads: where they do not divide, some threads have one more. */
function shared(group: Group, count: number): Group[] {
  const passes = group.count * group.repeat;
  const repeat = Math.floor(passes / count);
  const longer = passes % count;
  return [
    { ...group, count: longer, repeat: repeat + 1 },
    { ...group, count: count - longer, repeat },
  ].filter((part) => part.count > 0 && part.repeat > 0);
}

export function withBlas(
  scenario: Scenario,
  group: number,
  blasThreads: number,
  blas: Scenario['blas'],
): Scenario {
  const threads = scenario.threads.map((each, i) =>
    i === group
      ? {
          ...each,
          ops: each.ops.map((op) => (op.op === 'kernel' ? { ...op, blas_threads: blasThreads } : op)),
        }
      : each,
  );
  return { ...scenario, blas, threads };
}

/** The same with fewer repeats, so that about `most` operations are left where there are more. */
export function shortened(scenario: Scenario, most: number): Scenario {
  const ops = scenario.threads.reduce((sum, group) => sum + opsOf(group), 0);
  if (ops <= most) return scenario;
  const threads = scenario.threads.map((group) => ({
    ...group,
    repeat: Math.max(1, Math.floor((group.repeat * most) / ops)),
  }));
  return { ...scenario, threads };
}
