// Stories of locks, told and made up.
import assert from 'node:assert/strict';
import { type Story, storyOf } from '../src/run/lock/story.ts';
import type { Track } from '../src/run/track.ts';
import { WORDS } from './reports.ts';

export function told(track: Track): Story {
  const story = storyOf(track, WORDS);
  assert.ok(story !== null);
  return story;
}
