import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Timeline } from '../../../static/js/live/timeline.js';

const said = (seq, more = {}) => ({ room: 'walk-1', seq, id: seq * 10, kind: 'message', client_id: `c${seq}`, author: { id: 1, name: 'Ana' }, body: `${seq}`, sent_at: '2026-05-14T08:00:00Z', ...more });
const seqs = (timeline) => timeline.entries.map((entry) => entry.seq);

test('entries are sorted by seq and known ones dropped', () => {
  const timeline = new Timeline([said(1), said(2)], 2);
  timeline.add([said(4), said(3), said(2), said(3)]);
  assert.deepEqual(seqs(timeline), [1, 2, 3, 4]);
  assert.equal(timeline.gap(), null);
});

test('what came after a gap is shown when the gap is closed, and not before', () => {
  const timeline = new Timeline([], 5);
  assert.deepEqual(timeline.add([said(8), said(7)]), []);
  assert.equal(timeline.gap(), 5);
  assert.deepEqual(timeline.add([said(6)]).map((entry) => entry.seq), [6, 7, 8]);
  assert.equal(timeline.gap(), null);
  assert.equal(timeline.last, 8);
});

test('a page of 200 and live entries in any order leave no hole and no double', () => {
  const all = Array.from({ length: 450 }, (_, index) => said(index + 1));
  const timeline = new Timeline([], 0);
  const shuffled = [...all].sort((a, b) => ((a.seq * 7919) % 450) - ((b.seq * 7919) % 450));
  for (const entry of shuffled) timeline.add([entry, all[0]]);
  assert.deepEqual(seqs(timeline), all.map((entry) => entry.seq));
});

test('older entries go before', () => {
  const timeline = new Timeline([said(51), said(52)], 52);
  timeline.addOlder([said(49), said(50), said(51)]);
  assert.deepEqual(seqs(timeline), [49, 50, 51, 52]);
  timeline.add([said(53)]);
  assert.equal(timeline.last, 53);
});

test('edits, deletions and reactions are seen in what they are about', () => {
  const timeline = new Timeline([said(1)], 1);
  timeline.add([said(2, { kind: 'edit', about: 10, body: 'Better' })]);
  assert.equal(timeline.byId.get(10).body, 'Better');
  assert.equal(timeline.byId.get(10).edited, true);
  const react = (seq, id) => said(seq, { kind: 'reaction', about: 10, body: '👍', author: { id, name: 'Tom' } });
  timeline.add([react(3, 2), react(4, 3), react(5, 2)]);
  assert.deepEqual([...timeline.byId.get(10).reactions.get('👍')], [3]);
  timeline.add([react(6, 3)]);
  assert.equal(timeline.byId.get(10).reactions.size, 0);
  timeline.add([said(7, { kind: 'deletion', about: 10, body: '', author: { id: 9, name: 'Ruth' } }), said(8, { kind: 'edit', about: 10, body: 'Back' })]);
  assert.equal(timeline.byId.get(10).body, '');
  assert.equal(timeline.byId.get(10).deleted_by, 'Ruth');
});

test('lines have a separator before each day, and none for what is seen elsewhere', () => {
  const timeline = new Timeline([said(1, { sent_at: '2026-05-13T21:00:00Z' }), said(2), said(3, { kind: 'edit', about: 20, body: 'x' }), said(4, { kind: 'gone' })], 4);
  const lines = timeline.lines((at) => at.toISOString().slice(0, 10), 1);
  assert.deepEqual(lines.map((line) => line.key), ['day-2026-05-13', 'entry-10', 'day-2026-05-14', 'new', 'entry-20']);
});

test('what hangs on nothing that is loaded does no harm', () => {
  const timeline = new Timeline([], 0);
  timeline.add([said(1, { kind: 'reaction', about: 999, body: '👍' }), said(2, { kind: 'edit', about: 5, body: 'x' })]);
  assert.equal(timeline.last, 2);
});
