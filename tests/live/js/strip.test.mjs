import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextMoves } from '../../../static/js/live/board.js';
import { stripOf } from '../../../static/js/live/strip.js';
import { clockOf, fill, sentenceOf } from '../../../static/js/live/words.js';

const words = {
  offline_none: 'No signal.', offline_one: 'No signal. 1 message waits.', offline_many: 'No signal. %(number)s messages wait.',
  weak: 'Weak.', sending: 'Sending %(number)s…', sent: 'All sent.',
  check_ins: { here: '%(name)s is here', resting: '%(name)s needs a rest. Can you wait?', needs_help: '%(name)s needs help', running_late: '%(name)s is running late' },
  late: '%(name)s is about %(minutes)s minutes late', rests_at: '%(name)s needs a rest at %(seat)s.', noted_by: '%(sentence)s, says %(by)s',
  counted: { start: '%(name)s counted %(counted)s; the board says %(register)s' }, taken_back: '%(name)s took a check-in back',
};
const now = { online: true, weak: false, pending: 0, justSent: false };

const STRIPS = [
  [now, 'hidden', ''],
  [{ ...now, pending: 1 }, 'hidden', ''],
  [{ ...now, pending: 3 }, 'sending', 'Sending 3…'],
  [{ ...now, justSent: true }, 'sent', 'All sent.'],
  [{ ...now, justSent: true, pending: 2 }, 'sending', 'Sending 2…'],
  [{ ...now, weak: true }, 'hidden', ''],
  [{ ...now, weak: true, pending: 1 }, 'weak', 'Weak.'],
  [{ ...now, online: false }, 'offline', 'No signal.'],
  [{ ...now, online: false, pending: 1 }, 'offline', 'No signal. 1 message waits.'],
  [{ ...now, online: false, pending: 2, weak: true, justSent: true }, 'offline', 'No signal. 2 messages wait.'],
];
test('the strip says the state that matters most', () => {
  for (const [given, state, text] of STRIPS) assert.deepEqual(stripOf(given, words), { state, words: text });
});

const before = { is_open: true, has_begun: false, is_over: false };
const on = { ...before, has_begun: true };
const after = { ...on, is_over: true };
const MOVES = [
  ['coming', before, ['on_my_way', 'running_late', 'here', 'not_coming']],
  ['on_my_way', before, ['running_late', 'here', 'not_coming']],
  ['here', before, ['left_early']],
  ['here', on, ['resting', 'left_early']],
  ['walking', after, ['heading_home', 'home_safe']],
  ['resting', on, ['walking', 'left_early', 'heading_home']],
  ['home_safe', after, []],
  ['not_coming', before, ['on_my_way']],
  ['here', { ...before, is_open: false }, []],
];
test('the moves of a tap that waits are those that the server will say', () => {
  for (const [state, moment, moves] of MOVES) assert.deepEqual(nextMoves(state, moment), moves, state);
  assert.deepEqual(nextMoves('needs_help', on, 'resting'), ['resting', 'left_early']);
});

test('times are in the zone of the walk, without a leading nought', () => {
  const clock = clockOf('en', 'Europe/Vaduz');
  assert.equal(clock.time(new Date('2026-05-14T07:30:00Z')), '9:30');
  assert.equal(clock.time(new Date('2026-05-13T22:05:00Z')), '0:05');
  assert.equal(clock.date(new Date('2026-05-13T22:05:00Z')), '2026-05-14');
  assert.equal(clock.day(new Date('2026-05-14T07:30:00Z')), 'Thu 14 May');
});

const entry = (more) => ({ kind: 'check_in', author: { id: 1, name: 'Ana' }, ...more });
test('the log says who does what', () => {
  assert.equal(sentenceOf(entry({ body: 'here' }), words).text, 'Ana is here');
  assert.equal(sentenceOf(entry({ body: 'running_late', minutes: 10 }), words).text, 'Ana is about 10 minutes late');
  assert.equal(sentenceOf(entry({ body: 'resting', seat: 'bench 4' }), words).kind, 'note');
  assert.equal(sentenceOf(entry({ body: 'resting', late: true }), words).kind, 'event');
  assert.equal(sentenceOf(entry({ body: 'here', person: { id: 2, name: 'Tom' } }), words).text, 'Tom is here, says Ana');
  assert.equal(sentenceOf(entry({ body: '', deleted: true }), words).text, 'Ana took a check-in back');
  assert.equal(sentenceOf({ kind: 'headcount', author: { id: 1, name: 'Ruth' }, body: '6', register: 7, moment: 'start' }, words).text, 'Ruth counted 6; the board says 7');
  assert.equal(fill('%(a)s %(b)s', { a: '$&' }), '$& ');
});
