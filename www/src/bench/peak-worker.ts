// Measures the peak where nothing waits for it. Invariant: answers every question once, with GFLOP/s.
import { measurePeak } from './peak.js';

self.addEventListener('message', ({ data }: MessageEvent<number>) => self.postMessage(measurePeak(data)));
