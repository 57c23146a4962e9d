import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepped, wordFor } from '../../static/js/site/pain_words.js';

const WORDS = ['None', 'Mild', 'Moderate', 'Strong', 'Severe'];

test('each number of pain has the word of the design', () => {
  const said = Array.from({ length: 11 }, (_, pain) => wordFor(pain, WORDS));
  assert.deepEqual(said, [
    'None', 'Mild', 'Mild', 'Mild', 'Moderate', 'Moderate', 'Strong', 'Strong', 'Severe', 'Severe', 'Severe',
  ]);
});

test('minus and plus start from nothing, and stop at both ends', () => {
  assert.equal(stepped(null, -1), 0);
  assert.equal(stepped(null, 1), 1);
  assert.equal(stepped(0, -1), 0);
  assert.equal(stepped(10, 1), 10);
  assert.equal(stepped(4, 1), 5);
});
