export function measurePeak(ms: number): number;
