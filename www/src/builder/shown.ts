// `<input ${shown(text, isNumber)}>`: a field that shows a value. Invariant: a number's field is left alone while what
// stands in it means that number already, so that nobody's "2." becomes a "2" before the digit that was to follow.
import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import { meant } from '../question/draft.ts';

class Shown extends Directive {
  render(_text: string, _isNumber: boolean): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [text, isNumber]: [string, boolean]): typeof noChange {
    const field = element as HTMLInputElement;
    const means = isNumber ? meant : String;
    if (means(field.value) !== means(text)) field.value = text;
    return noChange;
  }
}

export const shown = directive(Shown);
