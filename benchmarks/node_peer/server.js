'use strict';
// The fair peer of the chat: socket.io and SQLite, the payload, checks and order of work of ours: check the payload, ask the
// standing, number, insert, commit, then emit, then acknowledge. The person comes unproved in `auth`, which flatters it.
//   node server.js FILE PORT
const http = require('http');
const { Server } = require('socket.io');
const { open } = require('./driver.js');
const [file, port] = process.argv.slice(2);
const POSTS = 20, WINDOW_MS = Number(process.env.BENCH_WINDOW_S || 10) * 1000;
const { db, transaction } = open(file);
for (const pragma of ['journal_mode=wal', 'synchronous=normal', 'foreign_keys=1', 'cache_size=-64000', 'mmap_size=268435456', 'busy_timeout=5000']) db.pragma(pragma);

const standing = db.prepare(`SELECT r.id AS room, r.closed, p.name, m.muted_until,
  EXISTS (SELECT 1 FROM ban b WHERE b.room = r.id AND b.person = p.id) AS banned
  FROM room r JOIN person p ON p.id = ? LEFT JOIN membership m ON m.room = r.id AND m.person = p.id WHERE r.name = ?`);
const known = db.prepare('SELECT id, seq, sent_at FROM entry WHERE author = ? AND client_id = ?');
const number = db.prepare('UPDATE room SET head_seq = head_seq + 1 WHERE id = ? RETURNING head_seq');
const insert = db.prepare(`INSERT INTO entry (room, seq, author, client_id, kind, body, sent_at) VALUES (?,?,?,?,?,?,?)
  ON CONFLICT (author, client_id) DO NOTHING`);
const unnumber = db.prepare('UPDATE room SET head_seq = head_seq - 1 WHERE id = ?');

const isMember = (s) => s && s.muted_until !== null && !s.banned;
const store = transaction((person, p) => {
  const s = standing.get(person, p.room);
  if (!isMember(s)) return { ok: false, error: 'not_a_member' };
  if (s.closed) return { ok: false, error: 'room_closed' };
  if (s.muted_until > Date.now() / 1000) return { ok: false, error: 'muted' };
  const seq = Number(number.get(s.room).head_seq), sent_at = new Date().toISOString();
  const done = insert.run(s.room, seq, person, p.client_id, p.kind, p.body, sent_at);
  if (!done.changes) {
    unnumber.run(s.room);
    return { ok: true, ...known.get(person, p.client_id) };
  }
  const id = Number(done.lastInsertRowid);
  const entry = { room: p.room, seq, id, client_id: p.client_id, kind: p.kind, author: { id: person, name: s.name }, body: p.body, sent_at };
  return { ok: true, id, seq, sent_at, entry };
});

const rates = new Map();
function tooFast(person) {
  const now = performance.now();
  let r = rates.get(person);
  if (!r) rates.set(person, (r = { at: 0, times: new Float64Array(POSTS).fill(-1e12) }));
  if (now - r.times[r.at] < WINDOW_MS) return true;
  r.times[r.at] = now;
  r.at = (r.at + 1) % POSTS;
  return false;
}
const isText = (value, least, most) => typeof value === 'string' && value.length >= least && value.length <= most;
function fault(p) {
  if (!p || !isText(p.room, 1, 40) || !isText(p.client_id, 36, 36) || p.kind !== 'message' || typeof p.body !== 'string' || p.body.includes('\0')) return 'bad_request';
  p.body = p.body.trim();
  return p.body.length > 2000 ? 'too_long' : p.body ? null : 'empty';
}

const server = http.createServer(), io = new Server(server, { transports: ['websocket'], maxHttpBufferSize: 2e6 });
const live = io.of('/live');
live.use((s, next) => (Number.isInteger(s.handshake.auth.person) ? next() : next(new Error('not_signed_in'))));
live.on('connection', (s) => {
  const person = s.handshake.auth.person;
  s.on('join', (p, ack) => {
    if (!isMember(standing.get(person, p.room))) return ack({ ok: false, error: 'not_a_member' });
    s.join('room-' + p.room);
    ack({ ok: true });
  });
  s.on('post', (p, ack) => {
    const error = fault(p) || (tooFast(person) ? 'too_fast' : null);
    const done = error ? { ok: false, error } : store(person, p);
    if (done.entry) live.to('room-' + done.entry.room).emit('entry', done.entry);
    ack(done.ok ? { ok: true, id: done.id, seq: done.seq, sent_at: done.sent_at } : done);
  });
});
server.listen(Number(port), '127.0.0.1');
