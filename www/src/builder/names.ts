// What the rows of a draft are called where they are spoken of. Invariant: no two rows of a draft whose threads have names
// of their own are called the same.
import type { Draft, Path } from '../question/draft.ts';
import type { Fields } from '../run/call.ts';
import { NEW_OPS } from './fields.ts';

export function kindOf({ op }: Fields): string {
  return NEW_OPS.find((kind) => kind.op === op)?.label ?? String(op ?? 'Operation');
}

/** "thread hog", "operation 2 of hog, Python" */
export function nameOf(draft: Draft, row: Path): string {
  const [, thread = '', , op] = row.split('.');
  const of = draft.threads[Number(thread)];
  if (op === undefined) return `thread ${of?.name ?? ''}`;
  return `operation ${Number(op) + 1} of ${of?.name ?? ''}, ${kindOf(of?.ops[Number(op)] ?? {})}`;
}
