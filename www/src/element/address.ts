// Where the frame's page lies and what its link says. Invariant: pure functions of the element's attributes; an address that is
// none counts as not given, and is named.
import { ASKED } from './names.ts';

/** Said apart from where it is used, or the bundler takes it for a file to carry along. */
const HERE = import.meta.url;

/** The folder that this script came from, unless the author says where the files are. */
export function baseOf(element: Element): URL {
  const base = element.getAttribute('base');
  return new URL(base !== null && isAddress(base) ? base : new URL('.', HERE), document.baseURI);
}

function isAddress(text: string): boolean {
  return URL.canParse(text, document.baseURI) && /^https?:/.test(new URL(text, document.baseURI).href);
}

export function addressOf(element: Element, start: 'click' | 'load'): string {
  const given = (name: string): string[] => {
    const value = element.getAttribute(name);
    return value === null ? [] : [`${name}=${encodeURIComponent(value)}`];
  };
  const sw = element.hasAttribute('sw') ? ['sw=1'] : [];
  const hash = ['v=1', ...ASKED.flatMap(given), `start=${start}`, ...given('theme'), ...sw].join('&');
  return `${new URL('embed.html', baseOf(element))}#${hash}`;
}

/** What is wrong with the attributes that no frame sees. */
export function wrongIn(element: Element): string[] {
  const [base, start] = [element.getAttribute('base'), element.getAttribute('start') ?? 'click'];
  const wrong: string[] = [];
  if (base !== null && !isAddress(base))
    wrong.push(`base = ${base} isn't an http address. Using the folder of the script.`);
  if (start !== 'click' && start !== 'load')
    wrong.push(`start = ${start} is not known; it can be click, load. Using click.`);
  return wrong;
}
