// What can be done to a draft. Invariant: each edit gives a new draft and leaves everything it is not about as it was,
// fields nobody here knows included.
import type { Draft, Path } from '../question/draft.ts';
import type { Fields } from '../run/call.ts';

/** The draft with what stands at a path replaced by what `change` makes of it. */
export function changed(draft: Draft, path: Path, change: (at: unknown) => unknown): Draft {
  const along = (node: unknown, keys: readonly string[]): unknown => {
    const [key, ...rest] = keys;
    if (key === undefined) return change(node);
    if (Array.isArray(node)) return node.map((item, i) => (String(i) === key ? along(item, rest) : item));
    const fields = node as Fields;
    return { ...fields, [key]: along(fields[key], rest) };
  };
  return along(draft, path === '' ? [] : path.split('.')) as Draft;
}

/** A row of a list: "threads.0.ops" and 1 of "threads.0.ops.1". */
export function placeOf(row: Path): { list: Path; index: number } {
  const at = row.lastIndexOf('.');
  return { list: row.slice(0, at), index: Number(row.slice(at + 1)) };
}

export function listAt(draft: Draft, list: Path): readonly Fields[] {
  const at = list.split('.').reduce<unknown>((node, key) => (node as Fields | undefined)?.[key], draft);
  return Array.isArray(at) ? at : [];
}

/** Any change of a list as a whole. */
function relisted(draft: Draft, list: Path, change: (rows: readonly Fields[]) => readonly Fields[]): Draft {
  return changed(draft, list, (rows) => change(rows as readonly Fields[]));
}

export function inserted(draft: Draft, list: Path, index: number, row: Fields): Draft {
  return relisted(draft, list, (rows) => rows.toSpliced(index, 0, row));
}

export function removed(draft: Draft, row: Path): Draft {
  const { list, index } = placeOf(row);
  return relisted(draft, list, (rows) => rows.toSpliced(index, 1));
}

/** One place up (-1) or down (1); the same draft where there is no such place. */
export function moved(draft: Draft, row: Path, by: -1 | 1): Draft {
  const { list, index } = placeOf(row);
  const from = listAt(draft, list)[index];
  if (from === undefined || listAt(draft, list)[index + by] === undefined) return draft;
  return relisted(draft, list, (rows) => rows.toSpliced(index, 1).toSpliced(index + by, 0, from));
}

/** A copy right behind; a thread's under a name of its own. */
export function duplicated(draft: Draft, row: Path): Draft {
  const { list, index } = placeOf(row);
  const original = listAt(draft, list)[index];
  if (original === undefined) return draft;
  const copy = list === 'threads' ? { ...original, name: freeName(draft, String(original.name)) } : original;
  return inserted(draft, list, index + 1, copy);
}

/** "hog 2" where there is a "hog" already. */
export function freeName(draft: Draft, wanted: string): string {
  const taken = new Set(draft.threads.map(({ name }) => name));
  const stem = wanted.replace(/ \d+$/, '');
  for (let i = 2; taken.has(wanted); i++) wanted = `${stem} ${i}`;
  return wanted;
}
