/** The tray: what the reader may tap now, and the tap that waits. Clones the buttons of <template id="live-moves">. */
import { fill } from './words.js';

export class Tray {
  /** @param {HTMLElement} element @param {any} words @param {{tap: (state: string, more?: object) => void, undo: (entryId: number) => void}} does */
  constructor(element, words, does) {
    this.words = words;
    this.does = does;
    this.moves = element.querySelector('[data-slot="moves"]');
    this.links = element.querySelector('[data-slot="links"]');
    const templates = document.getElementById('live-moves');
    this.templates = templates instanceof HTMLTemplateElement ? templates.content : null;
    this.told = '';
  }

  /** @param {string} name @returns {HTMLElement | null} */
  #clone(name) {
    const found = this.templates?.querySelector(`[data-move="${name}"]`)?.firstElementChild;
    return found instanceof HTMLElement ? /** @type {HTMLElement} */ (found.cloneNode(true)) : null;
  }

  /** @param {{state: string, moves: string[], isWaiting: boolean, undo: number | null}} now */
  show(now) {
    if (!this.moves || !this.links) return;
    // Others tap all the time: what is open or has the focus here stays while nothing changes for the reader.
    const told = JSON.stringify(now);
    if (told === this.told) return;
    this.told = told;
    const focused = this.moves.contains(document.activeElement) ? document.activeElement : null;
    const buttons = [];
    const label = this.words.states[now.state];
    if (label && now.state !== 'coming') {
      const done = this.#clone(now.isWaiting ? 'waiting' : 'done');
      const place = done?.querySelector('span');
      if (place) place.textContent = label;
      done?.classList.toggle('is-help', now.state === 'needs_help');
      buttons.push(done);
    }
    for (const move of now.moves.filter((one) => one !== 'not_coming')) buttons.push(this.#button(move, now.state));
    this.moves.replaceChildren(...buttons.filter((one) => one !== null));
    const links = [];
    if (now.moves.includes('not_coming')) links.push(this.#link('not_coming', () => this.does.tap('not_coming')));
    const undo = now.undo;
    if (undo && label) {
      const link = this.#link('undo', () => this.does.undo(undo));
      if (link) link.textContent = fill(link.textContent ?? '', { state: label });
      links.push(link);
    }
    this.links.replaceChildren(...links.filter((one) => one !== null));
    if (!focused) return;
    const same = this.moves.querySelector(`button[value="${focused.getAttribute('value')}"]`);
    /** @type {HTMLElement | null} */ (same ?? this.moves.querySelector('button, summary'))?.focus();
  }

  /** @param {string} move @param {string} state */
  #button(move, state) {
    const button = this.#clone(move);
    if (!button) return null;
    if (move === 'running_late') {
      for (const choice of button.querySelectorAll('[data-minutes]'))
        choice.addEventListener('click', () => this.does.tap('running_late', { minutes: Number(choice.getAttribute('data-minutes')) }));
      return button;
    }
    button.setAttribute('type', 'button');
    if (state === 'needs_help' && move !== 'left_early') {
      const label = button.querySelector('span');
      if (label) label.textContent = this.words.fine_again;
    }
    button.addEventListener('click', () => this.does.tap(move));
    return button;
  }

  /** @param {string} name @param {() => void} act */
  #link(name, act) {
    const link = this.#clone(name);
    link?.addEventListener('click', act);
    return link;
  }
}
