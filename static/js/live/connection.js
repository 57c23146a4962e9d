/**
 * The connection to /live: WebSocket first, long polling where that is blocked. Joins after each connect with the last
 * number that the page has, holds what comes live until all pages are in, and says which state it is in.
 */
import { io } from 'socket.io-client';

const ANSWER_MS = 8000;
const WEAK_MS = 2500;

export class Connection {
  /**
   * @param {{room: string, after: () => number, entries: (entries: any[]) => void, joined: (answer: any) => void,
   *   event: (name: string, told: any) => void, state: (now: {online: boolean, weak: boolean}) => void, refused: (code: string, message: string) => void}} parts
   */
  constructor(parts) {
    this.parts = parts;
    this.online = false;
    this.weak = false;
    this.ended = false;
    /** @type {any[]} */
    this.waiting = [];
    this.asking = false;
    this.socket = io('/live', {
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      timeout: 8000,
    });
    this.socket.on('connect', () => void this.#join());
    this.socket.on('disconnect', (reason) => {
      this.#is(false);
      if (reason === 'io server disconnect') this.#end('not_signed_in', '');
    });
    this.socket.on('connect_error', (error) => {
      this.#is(false);
      if (error.message === 'not_signed_in') this.#end('not_signed_in', '');
    });
    this.socket.on('entry', (entry) => {
      if (entry.room !== parts.room) return;
      if (this.online) parts.entries([entry]);
      else this.waiting.push(entry);
    });
    /** How many boards came: one that came while a join was answered is newer than the answer's. */
    this.boards = 0;
    for (const name of ['board', 'presence', 'typing', 'removed'])
      this.socket.on(name, (told) => {
        if (told.room !== parts.room) return;
        if (name === 'board') this.boards += 1;
        parts.event(name, told);
      });
    addEventListener('offline', () => this.#is(false));
    addEventListener('online', () => {
      if (this.socket.connected) void this.#join();
      else if (!this.ended) this.socket.connect();
    });
  }

  /** @param {boolean} online */
  #is(online) {
    this.online = online;
    this.parts.state({ online, weak: this.weak });
  }

  /** @param {string} code @param {string} message */
  #end(code, message) {
    this.ended = true;
    this.#is(false);
    this.socket.disconnect();
    this.parts.refused(code, message);
  }

  /** Asks and gives the answer; rejects when none comes. @param {string} event @param {any} told */
  async ask(event, told) {
    if (!this.socket.connected || !navigator.onLine) throw new Error('offline');
    const slow = setTimeout(() => {
      this.weak = true;
      this.parts.state({ online: this.online, weak: true });
    }, WEAK_MS);
    try {
      const answer = await this.socket.timeout(ANSWER_MS).emitWithAck(event, told);
      this.weak = false;
      return answer;
    } finally {
      clearTimeout(slow);
    }
  }

  async #join() {
    this.waiting = [];
    const boards = this.boards;
    try {
      let answer = await this.ask('join', { room: this.parts.room, after_seq: this.parts.after() });
      if (!answer.ok) {
        if (answer.error === 'try_again') {
          setTimeout(() => void this.#join(), (answer.retry_after ?? 2) * 1000);
          return;
        }
        this.#end(answer.error, answer.message);
        return;
      }
      const joined = answer;
      this.parts.entries(answer.entries);
      while (answer.more) {
        answer = await this.ask('since', { room: this.parts.room, after_seq: this.parts.after() });
        if (!answer.ok) throw new Error(answer.error);
        this.parts.entries(answer.entries);
      }
      if (this.boards !== boards) delete joined.board;
      this.parts.joined(joined);
      this.#is(true);
      this.parts.entries(this.waiting);
      this.waiting = [];
    } catch {
      // The connection went in between: socket.io connects again, and this starts anew.
      if (this.socket.connected && !this.ended) setTimeout(() => void this.#join(), 1000);
    }
  }

  /** Asks for what is missing after `seq`. @param {number} seq */
  async closeGap(seq) {
    if (this.asking) return;
    this.asking = true;
    try {
      const answer = await this.ask('since', { room: this.parts.room, after_seq: seq });
      if (answer.ok) this.parts.entries(answer.entries);
    } catch {
      // The next join asks again.
    } finally {
      this.asking = false;
    }
  }

  /** Says something that needs no answer. @param {string} event @param {any} told */
  tell(event, told) {
    if (this.online) this.socket.emit(event, told, () => {});
  }
}
