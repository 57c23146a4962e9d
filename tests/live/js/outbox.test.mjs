import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newClientId, Outbox } from '../../../static/js/live/outbox.js';

const say = (body, more = {}) => ({ room: 'walk-1', kind: 'message', body, ...more });
const settle = async () => { for (let i = 0; i < 50; i += 1) await Promise.resolve(); };

/** A server that answers what the test says, and remembers what came. */
function server(answers = []) {
  const came = [];
  const send = async (post) => {
    came.push({ ...post });
    const answer = answers.length ? answers.shift() : { ok: true, id: came.length, seq: came.length, sent_at: '' };
    if (answer === 'gone') throw new Error('offline');
    return answer;
  };
  return { came, send };
}

test('entries go out in order, one after the other', async () => {
  let open = 0;
  const came = [];
  const outbox = new Outbox({ send: async (post) => { open += 1; assert.equal(open, 1); await null; came.push(post.body); open -= 1; return { ok: true, id: 1, seq: 1, sent_at: '' }; } });
  for (const body of ['a', 'b', 'c']) outbox.add(say(body));
  await settle();
  assert.deepEqual(came, ['a', 'b', 'c']);
  assert.equal(outbox.pending, 0);
});

test('without a connection they wait, and go out with the same ids and in the same order', async () => {
  const { came, send } = server(['gone', 'gone']);
  const outbox = new Outbox({ send });
  outbox.add(say('a'));
  await settle();
  outbox.add(say('b'));
  await settle();
  assert.equal(outbox.pending, 2);
  await outbox.flush();
  assert.equal(outbox.pending, 0);
  assert.deepEqual(came.map((post) => post.body), ['a', 'a', 'a', 'b']);
  assert.equal(new Set(came.slice(0, 3).map((post) => post.client_id)).size, 1);
});

test('try_again and too_fast are waited for, and the entry is kept', async () => {
  const waited = [];
  const { came, send } = server([{ ok: false, error: 'try_again', retry_after: 2 }, { ok: false, error: 'too_fast', retry_after: 7 }]);
  const outbox = new Outbox({ send, wait: async (ms) => { waited.push(ms); } });
  outbox.add(say('a'));
  outbox.add(say('b'));
  await settle();
  assert.deepEqual(waited, [2000, 7000]);
  assert.deepEqual(came.map((post) => post.body), ['a', 'a', 'a', 'b']);
  assert.equal(outbox.pending, 0);
});

test('a refused entry stays to be seen and does not hold up the others; it can be tried again', async () => {
  const refused = [];
  const { came, send } = server([{ ok: false, error: 'muted', message: 'Not now.' }]);
  const outbox = new Outbox({ send, refused: (post, answer) => refused.push(answer.error) });
  const item = outbox.add(say('a'));
  outbox.add(say('b'));
  await settle();
  assert.deepEqual(refused, ['muted']);
  assert.equal(item.state, 'failed');
  assert.equal(item.message, 'Not now.');
  assert.equal(outbox.pending, 0);
  outbox.retry(item);
  await settle();
  assert.deepEqual(came.map((post) => post.body), ['a', 'b', 'a']);
  assert.equal(outbox.store.all().length, 0);
});

test('a call for help goes first', async () => {
  const { came, send } = server(['gone']);
  const outbox = new Outbox({ send });
  outbox.add(say('a'));
  await settle();
  outbox.add({ room: 'walk-1', kind: 'check_in', body: 'needs_help' });
  await settle();
  assert.deepEqual(came.map((post) => post.body), ['a', 'needs_help', 'a']);
});

test('what has arrived by another way is dropped', async () => {
  const { send } = server(['gone']);
  const outbox = new Outbox({ send });
  const item = outbox.add(say('a'));
  await settle();
  outbox.forget(new Set([item.post.client_id]));
  assert.equal(outbox.pending, 0);
});

test('ids are UUIDs, with and without crypto.randomUUID', () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(newClientId(), shape);
  const real = crypto.randomUUID;
  Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true, writable: true });
  try {
    const made = new Set(Array.from({ length: 100 }, newClientId));
    assert.equal(made.size, 100);
    for (const id of made) assert.match(id, shape);
  } finally {
    Object.defineProperty(crypto, 'randomUUID', { value: real, configurable: true, writable: true });
  }
});
