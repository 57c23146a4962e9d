/**
 * What a room holds, in the order of seq. Pure: no DOM, no network.
 *
 * Order on the wire is not promised: entries are sorted by seq, known ones are dropped, and what came after a gap is
 * held back until the gap is closed (`gap()` says after which number to ask).
 *
 * @typedef {{room: string, seq: number, id: number, kind: string, client_id?: string, author?: {id: number, name: string} | null,
 *   body?: string, about?: number, reply_to?: number, minutes?: number, seat?: string, moment?: string, register?: number,
 *   person?: {id: number, name: string}, late?: boolean, deleted?: boolean, deleted_by?: string, edited?: boolean, sent_at?: string}} Entry
 * @typedef {Entry & {reactions: Map<string, Set<number>>}} Shown
 */
export class Timeline {
  /** @param {Entry[]} entries in order, without a gap @param {number} headSeq the room's last number when they were read */
  constructor(entries = [], headSeq = 0) {
    /** @type {Map<number, Entry>} */
    this.held = new Map();
    /** @type {Entry[]} */
    this.entries = [];
    /** @type {Map<number, Shown>} */
    this.byId = new Map();
    this.last = entries.length ? entries[0].seq - 1 : headSeq;
    this.add(entries);
  }

  /** Takes entries in any order. @param {Entry[]} entries @returns {Entry[]} those that can be shown now, in order */
  add(entries) {
    for (const entry of entries) if (entry.seq > this.last) this.held.set(entry.seq, entry);
    const fresh = [];
    for (let next = this.held.get(this.last + 1); next; next = this.held.get(this.last + 1)) {
      this.held.delete(next.seq);
      this.last = next.seq;
      this.entries.push(next);
      this.#apply(next);
      fresh.push(next);
    }
    return fresh;
  }

  /** Takes a page of older entries, in order. @param {Entry[]} entries */
  addOlder(entries) {
    const first = this.entries.length ? this.entries[0].seq : this.last + 1;
    const older = entries.filter((entry) => entry.seq < first);
    const all = [...older, ...this.entries];
    this.entries = all;
    this.byId.clear();
    for (const entry of all) this.#apply(entry);
  }

  /** The number after which entries are missing, or null. */
  gap() {
    return this.held.size ? this.last : null;
  }

  /** @param {Entry} entry */
  #apply(entry) {
    if (entry.kind === 'message' || entry.kind === 'check_in') {
      this.byId.set(entry.id, { ...entry, reactions: new Map() });
      return;
    }
    const about = entry.about === undefined ? undefined : this.byId.get(entry.about);
    if (!about) return;
    if (entry.kind === 'edit' && !about.deleted && entry.body) {
      about.body = entry.body;
      about.edited = true;
    } else if (entry.kind === 'deletion') {
      about.body = '';
      about.deleted = true;
      about.deleted_by = entry.author?.name ?? '';
    } else if (entry.kind === 'reaction' && entry.body && entry.author) {
      const people = about.reactions.get(entry.body) ?? new Set();
      // The same one again takes it back.
      if (!people.delete(entry.author.id)) people.add(entry.author.id);
      about.reactions.set(entry.body, people);
      if (!people.size) about.reactions.delete(entry.body);
    }
  }

  /**
   * The lines of the log: what is shown of each entry, and a separator before each new day.
   * @param {(at: Date) => string} dayOf a day in the walk's zone, as a word that can be compared
   * @param {number} [newAfter] the number after which everything is new to the reader
   */
  lines(dayOf, newAfter = Infinity) {
    /** @type {({type: 'day', day: string, key: string, at: Date} | {type: 'new', key: string} | {type: 'entry', key: string, entry: Shown})[]} */
    const lines = [];
    let day = '';
    let saidNew = false;
    for (const entry of this.entries) {
      if (['gone', 'edit', 'deletion', 'reaction'].includes(entry.kind)) continue;
      const at = new Date(entry.sent_at ?? 0);
      if (dayOf(at) !== day) {
        day = dayOf(at);
        lines.push({ type: 'day', day, key: `day-${day}`, at });
      }
      if (!saidNew && entry.seq > newAfter) {
        saidNew = true;
        lines.push({ type: 'new', key: 'new' });
      }
      const shown = this.byId.get(entry.id) ?? { ...entry, reactions: new Map() };
      lines.push({ type: 'entry', key: `entry-${entry.id}`, entry: shown });
    }
    return lines;
  }

  /** The client ids that are stored, so that the outbox can drop what has arrived. */
  clientIds() {
    return new Set(this.entries.map((entry) => entry.client_id).filter(Boolean));
  }
}
