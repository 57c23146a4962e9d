/** Draws the timeline's lines into the log, touching only what has changed, so that a screen reader hears news once. */
import { fill, sentenceOf } from './words.js';

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;
const EDIT_MS = 15 * 60 * 1000;

export class LogView {
  /** @param {HTMLElement} log @param {{you: any, words: any, clock: any, actions: (what: 'delete' | 'edit' | 'reply', entry: any) => void, retry: (item: any) => void}} parts */
  constructor(log, parts) {
    this.log = log;
    this.parts = parts;
    /** @type {Map<string, {element: Element, signature: string}>} */
    this.drawn = new Map();
    /** @type {Element[]} */
    this.waiting = [];
    log.replaceChildren();
  }

  /** @param {any[]} lines @param {import('./outbox.js').Item[]} items @param {number[]} marks how far the others have read */
  show(lines, items, marks) {
    const scroller = this.log.closest('.live-scroll');
    const atEnd = !scroller || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
    for (const element of this.waiting) element.remove();
    const keys = new Set(lines.map((line) => line.key));
    for (const [key, { element }] of this.drawn) {
      if (keys.has(key)) continue;
      element.remove();
      this.drawn.delete(key);
    }
    /** @type {Element | null} */
    let before = null;
    for (const line of lines) {
      const element = this.#line(line, marks);
      /** @type {Element | null} */
      const place = before ? before.nextElementSibling : this.log.firstElementChild;
      if (place !== element) this.log.insertBefore(element, place);
      before = element;
    }
    this.waiting = items.filter((item) => item.post.kind === 'message').map((item) => this.#waiting(item));
    this.log.append(...this.waiting);
    const empty = document.querySelector('[data-live="empty"]');
    if (empty instanceof HTMLElement) empty.hidden = this.log.childElementCount > 0;
    if (atEnd && scroller) scroller.scrollTop = scroller.scrollHeight;
  }

  /** @param {any} line @param {number[]} marks */
  #line(line, marks) {
    const entry = line.entry;
    const seen = entry?.kind === 'message' && entry.author?.id === this.parts.you.id ? marks.filter((mark) => mark >= entry.seq).length : 0;
    const reactions = entry ? [...entry.reactions].map(([sign, people]) => `${sign} ${people.size}`) : [];
    const signature = JSON.stringify([entry?.body, entry?.edited, entry?.deleted, seen, reactions]);
    const known = this.drawn.get(line.key);
    if (known?.signature === signature) return known.element;
    const element = line.type === 'entry' ? this.#entry(entry, seen, reactions) : this.#separator(line);
    element.id = line.key;
    known?.element.replaceWith(element);
    this.drawn.set(line.key, { element, signature });
    return element;
  }

  /** @param {string} name */
  #clone(name) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById(`live-line-${name}`));
    return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  }

  /** @param {any} line */
  #separator(line) {
    const element = this.#clone(line.type);
    slot(element, 'text', line.type === 'day' ? this.parts.clock.day(line.at) : this.parts.words.new_since);
    return element;
  }

  /** @param {any} entry @param {number} seen @param {string[]} reactions */
  #entry(entry, seen, reactions) {
    const { words, clock, you } = this.parts;
    const at = new Date(entry.sent_at);
    if (entry.kind !== 'message') {
      const told = sentenceOf(entry, words);
      const element = this.#clone(told.kind);
      element.classList.add(told.kind === 'note' ? `note-${told.tone || 'info'}` : `tone-${told.tone}`);
      slot(element, 'text', told.text);
      slotIcon(element, 'icon', told.icon);
      slotTime(element, at, clock);
      return element;
    }
    const mine = entry.author?.id === you.id;
    const element = this.#clone(mine ? 'mine' : 'other');
    element.classList.add(entry.deleted ? 'is-removed' : 'is-sent');
    slot(element, 'author', entry.author?.name ?? '');
    slotTime(element, at, clock);
    slot(element, 'reply', entry.replyText ?? '');
    if (entry.deleted) slot(element, 'text', fill(words.removed_this, { name: entry.deleted_by || entry.author?.name || '' }));
    else linked(element.querySelector('[data-slot="text"]'), entry.body ?? '');
    slot(element, 'reactions', entry.deleted ? '' : reactions.join('  '));
    const foot = [];
    if (mine && !entry.deleted) foot.push(`${seen ? fill(words.seen_by, { number: seen }) : words.sent_at} · ${clock.time(at)}`);
    if (entry.edited && !entry.deleted) foot.push(words.edited);
    slot(element, 'foot', foot.join(' · '));
    if (mine) slotIcon(element, 'foot-icon', seen ? 'check-check' : 'check');
    if (!entry.deleted) this.#actions(element, entry, mine);
    if (entry.deleted) element.querySelector('.message-foot')?.remove();
    return element;
  }

  /** @param {HTMLElement} element @param {any} entry @param {boolean} mine */
  #actions(element, entry, mine) {
    const place = element.querySelector('[data-slot="actions"]');
    const template = document.getElementById('live-action');
    const labels = document.getElementById('live-action-words')?.dataset;
    if (!place || !(template instanceof HTMLTemplateElement) || !labels) return;
    /** @type {('reply' | 'edit' | 'delete')[]} */
    const actions = mine ? [] : ['reply'];
    if (mine && Date.now() - new Date(entry.sent_at).getTime() < EDIT_MS) actions.push('edit');
    if (mine || this.parts.you.leads) actions.push('delete');
    for (const action of actions) {
      const button = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
      button.textContent = labels[action] ?? action;
      button.addEventListener('click', () => this.parts.actions(action, entry));
      place.append(button);
    }
  }

  /** @param {import('./outbox.js').Item} item */
  #waiting(item) {
    const element = this.#clone('mine');
    element.classList.add(item.state === 'failed' ? 'is-failed' : 'is-waiting');
    slot(element, 'text', String(item.post.body));
    slot(element, 'reply', '');
    slot(element, 'reactions', '');
    slotIcon(element, 'foot-icon', item.state === 'failed' ? 'triangle-alert' : 'hourglass');
    slot(element, 'foot', item.state === 'failed' ? `${this.parts.words.not_sent}. ${item.message ?? ''}` : this.parts.words.waiting);
    if (item.state === 'failed') {
      const template = /** @type {HTMLTemplateElement} */ (document.getElementById('live-action'));
      const button = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
      button.textContent = this.parts.words.try_again;
      button.addEventListener('click', () => this.parts.retry(item));
      element.querySelector('[data-slot="actions"]')?.append(button);
    }
    return element;
  }
}

/** @param {Element} element @param {string} name @param {string} text */
function slot(element, name, text) {
  const place = element.querySelector(`[data-slot="${name}"]`);
  if (!(place instanceof HTMLElement)) return;
  place.textContent = text;
  if (!text && place.tagName === 'P') place.remove();
}

/** @param {Element} element @param {string} name @param {string} icon */
function slotIcon(element, name, icon) {
  const icons = /** @type {HTMLTemplateElement} */ (document.getElementById('live-icons'));
  const found = icons.content.querySelector(`[data-icon="${icon}"]`)?.firstElementChild;
  const place = element.querySelector(`[data-slot="${name}"]`);
  if (found && place) place.replaceChildren(found.cloneNode(true));
}

/** @param {Element} element @param {Date} at @param {any} clock */
function slotTime(element, at, clock) {
  const place = element.querySelector('[data-slot="time"]');
  if (!(place instanceof HTMLTimeElement)) return;
  place.dateTime = at.toISOString();
  place.textContent = clock.time(at);
}

/** Text with its links clickable; never as HTML. @param {Element | null} place @param {string} text */
function linked(place, text) {
  if (!place) return;
  const pieces = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    pieces.push(text.slice(from, found.index));
    const link = document.createElement('a');
    link.href = found[0];
    link.rel = 'noopener nofollow';
    link.textContent = found[0];
    pieces.push(link);
    from = found.index + found[0].length;
  }
  pieces.push(text.slice(from));
  place.replaceChildren(...pieces);
}
