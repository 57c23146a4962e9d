/** The live page: joins timeline, outbox, connection, composer, tray, board and strip. */
import { BoardPanel, nextMoves, shownState } from './board.js';
import { Composer } from './composer.js';
import { Connection } from './connection.js';
import { LogView } from './log_view.js';
import { Outbox } from './outbox.js';
import { Strip } from './strip.js';
import { Timeline } from './timeline.js';
import { Tray } from './tray.js';
import { clockOf, fill } from './words.js';

/** @param {HTMLElement} element */
export function connect(element) {
  return new Room(element);
}

class Room {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.room = element.dataset.room ?? '';
    this.you = JSON.parse(element.dataset.you ?? '{}');
    const start = JSON.parse(element.dataset.start ?? '{}');
    this.words = start.words;
    this.clock = clockOf(start.locale, start.zone);
    this.board = start.board;
    /** @type {number[]} */
    this.marks = [];
    this.signal = { online: true, weak: false };
    this.timeline = new Timeline(start.entries, Number(element.dataset.headSeq));
    this.newAfter = Infinity;
    this.strip = new Strip(document.querySelector('.strip'), this.words);
    this.panel = new BoardPanel(this.room);
    this.view = new LogView(/** @type {HTMLElement} */ (document.querySelector('[data-live="log"]')), {
      you: this.you,
      words: this.words,
      clock: this.clock,
      actions: (what, entry) => this.#act(what, entry),
      retry: (item) => this.outbox.retry(item),
    });
    this.outbox = new Outbox({
      send: (post) => this.connection.ask('post', post),
      changed: () => this.draw(),
      stored: (post, answer) => this.#stored(post, answer),
      refused: (post, answer) => this.#refused(post, answer),
    });
    this.connection = new Connection({
      room: this.room,
      after: () => this.timeline.last,
      entries: (entries) => this.receive(entries),
      joined: (answer) => this.#joined(answer),
      event: (name, told) => this.#event(name, told),
      state: (now) => {
        this.signal = now;
        this.draw();
        if (now.online) void this.outbox.flush();
      },
      refused: (code, message) => this.#say(code === 'not_signed_in' ? this.words.signed_out : message || this.words.removed),
    });
    this.#connectComposer();
    this.#connectTray();
    this.#connectForms();
    this.#connectTabs();
    this.#connectOlder();
    this.draw();
    const scroller = element.closest('.live-scroll');
    if (scroller && element.dataset.liveTab !== 'board') scroller.scrollTop = scroller.scrollHeight;
    document.addEventListener('visibilitychange', () => this.#seen());
  }

  /** @param {any[]} entries */
  receive(entries) {
    if (!entries.length) return;
    if (document.hidden && this.newAfter === Infinity) this.newAfter = this.timeline.last;
    const fresh = this.timeline.add(entries);
    this.outbox.forget(new Set(fresh.map((entry) => entry.client_id)));
    const gap = this.timeline.gap();
    if (gap !== null && this.connection?.online) void this.connection.closeGap(gap);
    for (const entry of fresh)
      if (entry.kind === 'check_in' && entry.body === 'needs_help' && entry.author?.id !== this.you.id) this.#alarm(entry);
    this.draw();
    this.#seen();
  }

  draw() {
    if (!this.outbox) return;
    const lines = this.timeline.lines((at) => this.clock.date(at), this.newAfter);
    for (const line of lines)
      if (line.type === 'entry' && line.entry.reply_to) {
        const reply = this.timeline.byId.get(line.entry.reply_to);
        Object.assign(line.entry, { replyText: reply?.deleted ? '' : (reply?.body ?? '').slice(0, 80) });
      }
    this.view.show(lines, this.outbox.store.all(), this.marks);
    this.strip.show({ ...this.signal, pending: this.outbox.pending });
    this.#drawTray();
  }

  #drawTray() {
    if (!this.tray || !this.board) return;
    const row = this.board.rows.find((/** @type {any} */ one) => one.person.id === this.you.id);
    const taps = this.outbox.store.all().filter((item) => item.state !== 'failed' && item.post.kind === 'check_in' && !item.post.person);
    const last = taps.find((item) => item.post.body === 'needs_help') ?? taps.at(-1);
    if (last) {
      const state = shownState(String(last.post.body), this.board.moment);
      this.tray.show({ state, moves: nextMoves(state, this.board.moment, row?.state), isWaiting: true, undo: null });
    } else if (row) {
      const isFresh = row.since && Date.now() - new Date(row.since).getTime() < 10 * 60 * 1000;
      this.tray.show({ state: row.state, moves: row.moves, isWaiting: false, undo: isFresh ? row.entry : null });
    }
  }

  /** @param {any} answer */
  #joined(answer) {
    this.you = Object.assign(this.you, answer.you);
    this.marks = answer.read_marks ?? [];
    if (answer.board) {
      this.board = answer.board;
      this.panel.refresh();
    }
    this.outbox.forget(this.timeline.clientIds());
    this.#seen();
  }

  /** @param {string} name @param {any} told */
  #event(name, told) {
    if (name === 'board') {
      this.board = told;
      this.#drawTray();
      this.panel.refresh();
    } else if (name === 'typing') {
      this.#typing(told.person.name);
    } else if (name === 'removed') {
      this.connection.ended = true;
      this.connection.socket.disconnect();
      this.#say(told.reason === 'signed_out' ? this.words.signed_out : this.words.removed);
    }
  }

  /** @param {any} post @param {any} answer */
  #stored(post, answer) {
    const place = document.querySelector('[data-live="counted"]');
    if (post.kind !== 'headcount' || !place) return;
    const counted = Number(post.body);
    const values = { counted, register: answer.register };
    const key = counted === answer.register ? 'same_count' : counted < answer.register ? 'fewer' : 'more';
    place.textContent = fill(this.words[key], values);
  }

  /** @param {any} post @param {any} answer */
  #refused(post, answer) {
    if (post.kind !== 'message') {
      this.#say(answer.message);
      for (const item of [...this.outbox.store.all()]) if (item.post === post) this.outbox.drop(item);
    }
  }

  /** @param {'delete' | 'edit' | 'reply'} what @param {any} entry */
  #act(what, entry) {
    if (what === 'delete') this.outbox.add({ room: this.room, kind: 'deletion', body: '', about: entry.id });
    else if (what === 'edit') this.composer?.begin({ about: entry.id }, entry.body);
    else this.composer?.begin({ reply_to: entry.id }, '');
  }

  /** @param {string} state @param {object} [more] */
  tap(state, more = {}) {
    this.outbox.add({ room: this.room, kind: 'check_in', body: state, made_at: new Date().toISOString(), ...more });
  }

  #connectComposer() {
    const form = document.querySelector('[data-live="composer"]');
    if (!(form instanceof HTMLFormElement)) return;
    let lastTold = 0;
    this.composer = new Composer(form, {
      send: (body, more) => this.outbox.add({ room: this.room, kind: more.about ? 'edit' : 'message', body, ...more }),
      typing: () => {
        if (Date.now() - lastTold < 3000) return;
        lastTold = Date.now();
        this.connection.tell('typing', { room: this.room });
      },
    });
  }

  #connectTray() {
    const element = document.querySelector('[data-live="tray"]');
    if (!(element instanceof HTMLElement)) return;
    this.tray = new Tray(element, this.words, {
      tap: (state, more) => this.tap(state, more),
      undo: (entryId) => this.outbox.add({ room: this.room, kind: 'deletion', body: '', about: entryId }),
    });
  }

  /** Forms of the board and of the help dialog: the same fields, sent through the outbox. */
  #connectForms() {
    document.addEventListener('submit', (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement)) return;
      const kind = form.dataset.live ?? '';
      if (!['help', 'set', 'count', 'course'].includes(kind)) return;
      event.preventDefault();
      const fields = new FormData(form, event.submitter);
      if (kind === 'course') void this.#course(form, fields);
      else if (kind === 'help') this.tap('needs_help');
      else if (kind === 'set') this.tap(String(fields.get('body')), { person: Number(fields.get('person')) });
      else
        this.outbox.add({ room: this.room, kind: 'headcount', body: Number(fields.get('body')), moment: String(fields.get('moment')) });
      form.closest('dialog')?.close();
      form.closest('details')?.removeAttribute('open');
    }, true);
  }

  /** @param {HTMLFormElement} form @param {FormData} fields */
  async #course(form, fields) {
    try {
      const answer = await fetch(form.action, { method: 'POST', body: fields, headers: { Accept: 'application/json' } });
      const told = await answer.json();
      if (!told.ok) this.#say(told.message);
    } catch {
      this.#say(this.words.offline_none);
    }
    this.panel.refresh();
  }

  #connectTabs() {
    for (const tab of document.querySelectorAll('[data-tab]')) {
      if (!(tab instanceof HTMLAnchorElement)) continue;
      tab.addEventListener('click', (event) => {
        event.preventDefault();
        this.#showTab(tab.dataset.tab ?? 'chat');
        history.replaceState(null, '', tab.href);
      });
    }
  }

  /** @param {string} name */
  #showTab(name) {
    for (const tab of document.querySelectorAll('[data-tab]'))
      if (tab.getAttribute('data-tab') === name) tab.setAttribute('aria-current', 'page');
      else tab.removeAttribute('aria-current');
    for (const panel of document.querySelectorAll('[data-panel]')) if (panel instanceof HTMLElement) panel.hidden = panel.dataset.panel !== name;
    for (const part of document.querySelectorAll('[data-hides-on]')) if (part instanceof HTMLElement) part.hidden = part.dataset.hidesOn === name;
    this.element.dataset.liveTab = name;
    const scroller = this.element.closest('.live-scroll');
    if (scroller) scroller.scrollTop = name === 'chat' ? scroller.scrollHeight : 0;
  }

  #connectOlder() {
    const button = document.querySelector('[data-live="older"]');
    if (!(button instanceof HTMLButtonElement)) return;
    button.hidden = false;
    button.addEventListener('click', async () => {
      try {
        const answer = await fetch(`/rooms/${this.room}/entries?before_seq=${button.dataset.before}&limit=50`, { headers: { Accept: 'application/json' } });
        const told = await answer.json();
        this.timeline.addOlder(told.entries);
        button.dataset.before = String(told.entries[0]?.seq ?? 1);
        button.hidden = !told.more;
        this.draw();
      } catch {
        this.#say(this.words.offline_none);
      }
    });
  }

  #seen() {
    if (document.hidden || this.told === this.timeline.last || !this.timeline.last) return;
    clearTimeout(this.seenDue);
    this.seenDue = setTimeout(() => {
      this.told = this.timeline.last;
      this.connection.tell('seen', { room: this.room, seq: this.timeline.last });
    }, 800);
  }

  /** @param {string} name */
  #typing(name) {
    const place = document.querySelector('[data-live="typing"]');
    if (!place) return;
    place.textContent = fill(this.words.typing, { name });
    clearTimeout(this.typingDue);
    this.typingDue = setTimeout(() => (place.textContent = ''), 4000);
  }

  /** Somebody needs help: said at once, and with a sound for leaders. @param {any} entry */
  #alarm(entry) {
    const name = entry.person?.name ?? entry.author?.name ?? '';
    this.#say(fill(this.words.check_ins.needs_help, { name }));
    if (!this.you.leads || typeof AudioContext !== 'function') return;
    try {
      const audio = new AudioContext();
      const tone = audio.createOscillator();
      tone.frequency.value = 880;
      tone.connect(audio.destination);
      tone.start();
      tone.stop(audio.currentTime + 0.6);
    } catch {
      // No sound without a tap on the page first: the words stand.
    }
  }

  /** @param {string} text */
  #say(text) {
    const place = document.querySelector('[data-live="alert"]');
    if (!(place instanceof HTMLElement)) return;
    place.textContent = text;
    place.classList.remove('visually-hidden');
    place.classList.add('live-said');
    clearTimeout(this.saidDue);
    this.saidDue = setTimeout(() => {
      if (this.connection.ended) return;
      place.classList.add('visually-hidden');
      place.classList.remove('live-said');
    }, 15000);
  }
}
