import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, percent, times } from '../src/base/format.ts';

test('durations, ratios and shares are short and carry their unit', () => {
  assert.deepEqual([0, 4.21, 9.999, 42.1, 999.7, 12_340, 999_600, 1_296_000].map(duration), [
    '0 µs',
    '4.21 µs',
    '10.0 µs',
    '42.1 µs',
    '1.00 ms',
    '12.3 ms',
    '1.00 s',
    '1.30 s',
  ]);
  assert.deepEqual([0, 0.0001, 0.4983, 0.9997].map(percent), ['0.0 %', '< 0.1 %', '49.8 %', '100 %']);
  assert.equal(times(1.958), '1.96×');
});
