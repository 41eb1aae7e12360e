// Numbers as a reader wants them. Invariant: three significant digits at most where a measurement is shown, because
// the clocks behind them carry no more.

function significant(exact: number): string {
  // Rounded first, so that 9.999 becomes 10.0, not 10.00.
  const value = Number(exact.toPrecision(3));
  const magnitude = Math.abs(value);
  if (magnitude >= 100 || magnitude === 0) return value.toFixed(0);
  return value.toFixed(magnitude >= 10 ? 1 : 2);
}

/** "812 µs", "4.21 ms", "1.30 s" */
export function duration(us: number): string {
  const magnitude = Math.abs(us);
  if (magnitude < 999.5) return `${significant(us)} µs`;
  if (magnitude < 999_500) return `${significant(us / 1e3)} ms`;
  return `${significant(us / 1e6)} s`;
}

/** "1.96×" */
export function times(ratio: number): string {
  return `${significant(ratio)}×`;
}

/** "256×256" */
export function size({ n, shape }: { n?: number; shape?: [number, number] }): string {
  return (shape ?? [n, n]).join('×');
}

/** "49.8 %" */
export function percent(fraction: number): string {
  const value = fraction * 100;
  if (value !== 0 && Math.abs(value) < 0.05) return '< 0.1 %';
  return `${value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} %`;
}

const WORDS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** Small counts as words, as prose wants them. */
export function countWord(count: number): string {
  return WORDS[count] ?? count.toLocaleString('en');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The core's messages end without a stop, because a command line ends its line there; the line they name is nobody's. */
export function sentence(message: string): string {
  const told = message.replace(/ at line \d+ column \d+$/, '');
  return /[.!?]$/.test(told) ? told : `${told}.`;
}

/** "QR" for qr; names with more than one word stay as they are. */
export function kernelTitle(kernel: string): string {
  return /^(lu|qr|svd)$/.test(kernel) ? kernel.toUpperCase() : kernel;
}
