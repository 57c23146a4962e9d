/** The dark strip below the header. `stripOf` is pure. */
import { fill } from './words.js';

export const ALL_SENT_MS = 5000;

/**
 * @param {{online: boolean, weak: boolean, pending: number, justSent: boolean}} now @param {any} words
 * @returns {{state: 'hidden' | 'offline' | 'weak' | 'sending' | 'sent', words: string}}
 */
export function stripOf(now, words) {
  if (!now.online) {
    const key = now.pending === 0 ? 'offline_none' : now.pending === 1 ? 'offline_one' : 'offline_many';
    return { state: 'offline', words: fill(words[key], { number: now.pending }) };
  }
  if (now.weak && now.pending > 0) return { state: 'weak', words: words.weak };
  if (now.pending > 1) return { state: 'sending', words: fill(words.sending, { number: now.pending }) };
  if (now.justSent && now.pending === 0) return { state: 'sent', words: words.sent };
  return { state: 'hidden', words: '' };
}

/** Shows what `stripOf` says; "All sent" only after something had waited, and for 5 s. */
export class Strip {
  /** @param {HTMLElement | null} element @param {any} words */
  constructor(element, words) {
    this.element = element;
    this.words = words;
    this.hadWaited = false;
    this.justSent = false;
    this.now = { online: true, weak: false, pending: 0 };
  }

  /** @param {{online: boolean, weak: boolean, pending: number}} now */
  show(now) {
    if (!now.online && now.pending > 0) this.hadWaited = true;
    if (now.online && now.pending === 0 && this.hadWaited) {
      this.hadWaited = false;
      this.justSent = true;
      setTimeout(() => {
        this.justSent = false;
        this.show(this.now);
      }, ALL_SENT_MS);
    }
    this.now = now;
    const told = stripOf({ ...now, justSent: this.justSent }, this.words);
    if (!this.element) return;
    this.element.dataset.state = told.state;
    const place = this.element.querySelector('.strip-words');
    if (place && place.textContent !== told.words) place.textContent = told.words;
  }
}
