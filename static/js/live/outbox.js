/**
 * Entries on this device that the server has not acknowledged. They go out in order, each again with the same client id
 * until it is answered; a call for help goes first. Pure: the network is `send`, the store is an interface, so that
 * IndexedDB can come later.
 *
 * @typedef {{room: string, client_id: string, kind: string, body: string | number, about?: number, reply_to?: number, minutes?: number,
 *   seat?: string, person?: number, moment?: string, made_at?: string}} Post
 * @typedef {{post: Post, state: 'waiting' | 'sending' | 'failed', message?: string}} Item
 * @typedef {{ok: true, id: number, seq: number, sent_at: string, late?: boolean, register?: number} | {ok: false, error: string, message?: string, retry_after?: number}} Answer
 */

/** Keeps items for as long as the page lives. */
export class MemoryStore {
  constructor() {
    /** @type {Item[]} */
    this.items = [];
  }
  all() {
    return this.items;
  }
  /** @param {Item} item @param {boolean} first */
  put(item, first) {
    if (first) this.items.unshift(item);
    else this.items.push(item);
  }
  /** @param {Item} item */
  remove(item) {
    this.items = this.items.filter((one) => one !== item);
  }
}

const WAITS = new Set(['try_again', 'too_fast']);

export class Outbox {
  /**
   * @param {{send: (post: Post) => Promise<Answer>, changed?: () => void, stored?: (post: Post, answer: Answer & {ok: true}) => void,
   *   refused?: (post: Post, answer: Answer & {ok: false}) => void, store?: MemoryStore, wait?: (ms: number) => Promise<void>}} parts
   *   send rejects when there is no connection or no answer came.
   */
  constructor({ send, changed = () => {}, stored = () => {}, refused = () => {}, store = new MemoryStore(), wait = sleep }) {
    this.send = send;
    this.changed = changed;
    this.stored = stored;
    this.refused = refused;
    this.store = store;
    this.wait = wait;
    this.running = false;
    this.again = false;
  }

  /** @param {Omit<Post, 'client_id'> & {client_id?: string}} entry @returns {Item} */
  add(entry) {
    /** @type {Item} */
    const item = { post: { ...entry, client_id: entry.client_id ?? newClientId() }, state: 'waiting' };
    this.store.put(item, entry.kind === 'check_in' && entry.body === 'needs_help');
    this.changed();
    void this.flush();
    return item;
  }

  /** Sends a refused item once more. @param {Item} item */
  retry(item) {
    item.state = 'waiting';
    this.changed();
    void this.flush();
  }

  /** @param {Item} item */
  drop(item) {
    this.store.remove(item);
    this.changed();
  }

  /** Drops what turned out to be stored. @param {Set<string | undefined>} clientIds */
  forget(clientIds) {
    for (const item of [...this.store.all()]) if (clientIds.has(item.post.client_id)) this.store.remove(item);
    this.changed();
  }

  /** How many wait or are on their way. */
  get pending() {
    return this.store.all().filter((item) => item.state !== 'failed').length;
  }

  /** Sends what waits, in order, until it is empty or the connection is gone. */
  async flush() {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      do {
        this.again = false;
        await this.#run();
      } while (this.again && this.#next());
    } finally {
      this.running = false;
    }
  }

  #next() {
    return this.store.all().find((item) => item.state === 'waiting');
  }

  async #run() {
    for (let item = this.#next(); item; item = this.#next()) {
      item.state = 'sending';
      this.changed();
      /** @type {Answer} */
      let answer;
      try {
        answer = await this.send(item.post);
      } catch {
        item.state = 'waiting'; // no connection: it stays, and goes out when there is one
        this.again = false;
        this.changed();
        return;
      }
      if (answer.ok) {
        this.store.remove(item);
        this.stored(item.post, answer);
      } else if (WAITS.has(answer.error)) {
        item.state = 'waiting';
        this.changed();
        await this.wait((answer.retry_after ?? 2) * 1000);
        continue;
      } else {
        item.state = 'failed';
        item.message = answer.message;
        this.refused(item.post, answer);
      }
      this.changed();
    }
  }
}

/** @param {number} ms @returns {Promise<void>} */
function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

/** A UUID, also where crypto.randomUUID is not there (pages over plain http). @returns {string} */
export function newClientId() {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
