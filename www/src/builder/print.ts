// A Scenario as text for people. Invariant: what is printed reads back as the same object, unknown fields included.
import { isFields } from '../question/draft.ts';

/** The longest object or list that is kept on one line. */
const LINE = 88;

/** JSON as a person would lay it out: an operation on one line. */
export function print(value: unknown, indent = ''): string {
  const line = inline(value);
  if (line.length <= LINE && !nests(value)) return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const rows = members(value).map(([key, item]) => inner + key + print(item, inner));
  return rows.length === 0 ? line : `${open}\n${rows.join(',\n')}\n${indent}${close}`;
}

function inline(value: unknown): string {
  const items = members(value).map(([key, item]) => key + inline(item));
  if (items.length === 0) return JSON.stringify(value) ?? 'null';
  return Array.isArray(value) ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
}

/** What a list or an object holds, each with what stands before it; nothing for anything else. */
function members(value: unknown): [before: string, item: unknown][] {
  if (Array.isArray(value)) return value.map((item) => ['', item]);
  return isFields(value)
    ? Object.entries(value).map(([key, item]) => [`${JSON.stringify(key)}: `, item])
    : [];
}

function nests(value: unknown): boolean {
  return members(value).some(([, item]) => isFields(item) || nests(item));
}
