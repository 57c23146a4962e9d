'use strict';
// Which SQLite the peer uses: better-sqlite3, or node:sqlite (Node 22.5 and newer) where that could not be built.
function open(file) {
  try {
    const Database = require('better-sqlite3');
    const db = new Database(file);
    return { db, name: 'better-sqlite3', transaction: (work) => db.transaction(work).immediate };
  } catch (problem) {
    if (problem.code !== 'MODULE_NOT_FOUND' && !/binding|bindings|\.node/.test(String(problem))) throw problem;
  }
  const { DatabaseSync } = require('node:sqlite');
  const db = new DatabaseSync(file);
  db.pragma = (text) => db.exec(`PRAGMA ${text}`);
  const transaction = (work) => (...values) => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const done = work(...values);
      db.exec('COMMIT');
      return done;
    } catch (problem) {
      db.exec('ROLLBACK');
      throw problem;
    }
  };
  return { db, name: 'node:sqlite', transaction };
}
module.exports = { open };

if (require.main === module) {
  const { db, name } = open(':memory:');
  const sqlite = db.prepare('SELECT sqlite_version() AS version').get().version;
  const socket = require('socket.io/package.json').version;
  console.log(`${name} Node ${process.version}, socket.io ${socket}, ${name} with SQLite ${sqlite}`);
}
