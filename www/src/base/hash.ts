// A link's hash as parts. Invariant: whatever a stranger's link holds, few parts come out of it, in little time.

/** More than a link has keys. */
const MOST_PARTS = 64;
/** More than a Scenario of the core's limit deflates to. */
const MOST_LETTERS = 1_500_000;
/** Nothing that is typed is longer; what is cut is wrong already. */
export const MOST_TYPED = 200;
const MOST_SHOWN = 40;

export interface Parts {
  parts: readonly (readonly [key: string, value: string])[];
  /** What was left out, in a sentence. */
  complaint: string | null;
}

export function partsOf(hash: string): Parts {
  const text = hash.replace(/^#/, '');
  if (text.length > MOST_LETTERS) {
    const count = text.length.toLocaleString('en');
    return {
      parts: [],
      complaint: `The link is ${count} letters long; at most ${MOST_LETTERS.toLocaleString('en')} are read. It is ignored.`,
    };
  }
  // One part more shows that there are more.
  const all = [...new URLSearchParams(text.split('&', MOST_PARTS + 1).join('&'))];
  const tooMany = all.length > MOST_PARTS;
  return {
    parts: all.slice(0, MOST_PARTS),
    complaint: tooMany ? `The link has more than ${MOST_PARTS} parts; the rest is ignored.` : null,
  };
}

/** A stranger's text, as much of it as a sentence bears. */
export function short(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
