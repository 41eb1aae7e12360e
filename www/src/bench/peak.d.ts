// What peak.js exports.
export function measurePeak(ms: number): number;
