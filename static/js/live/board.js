/** The board's moves while no board has come (pure), and the pieces of the page that change with it. */

/** @type {Record<string, string[]>} chat.md, "The walk board" */
const NEXT = {
  coming: ['on_my_way', 'running_late', 'here', 'not_coming'],
  on_my_way: ['running_late', 'here', 'not_coming'],
  running_late: ['here', 'running_late', 'not_coming'],
  here: ['left_early'],
  resting: ['walking', 'left_early', 'heading_home'],
  left_early: ['home_safe'],
  heading_home: ['home_safe'],
  home_safe: [],
  not_coming: ['on_my_way'],
};

/** "here" is "walking" once the walk has begun. @param {string} state @param {{has_begun: boolean}} moment */
export function shownState(state, moment) {
  return state === 'here' && moment.has_begun ? 'walking' : state;
}

/**
 * The taps open after `state`, as the server will say them: for a tap that waits in the outbox.
 * @param {string} state @param {{is_open: boolean, has_begun: boolean, is_over: boolean}} moment @param {string} [before] the state before help
 * @returns {string[]}
 */
export function nextMoves(state, moment, before = 'walking') {
  const shown = shownState(state, moment);
  if (shown === 'needs_help') return before === 'left_early' ? ['left_early'] : [shownState(before, moment), 'left_early'];
  if (!moment.is_open) return [];
  if (shown === 'walking') return moment.is_over ? ['heading_home', 'home_safe'] : ['resting', 'left_early'];
  return NEXT[shown] ?? [];
}

/** Fetches the summary and the board again after a change; never while somebody types in it. */
export class BoardPanel {
  /** @param {string} room */
  constructor(room) {
    this.room = room;
    this.due = 0;
  }

  /** Soon, once for changes that come close together. */
  refresh() {
    clearTimeout(this.due);
    this.due = setTimeout(() => void this.#fetch(), 150 + Math.random() * 250);
  }

  async #fetch() {
    const board = document.querySelector('[data-live="board"]');
    const focused = document.activeElement;
    if (board && focused instanceof HTMLElement && board.contains(focused) && focused.matches('input, select')) {
      focused.addEventListener('blur', () => this.refresh(), { once: true });
      return;
    }
    try {
      const answer = await fetch(`/rooms/${this.room}/panel`, { headers: { Accept: 'text/html' } });
      if (!answer.ok) return;
      const pieces = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const piece of pieces.querySelectorAll('template[data-part]')) {
        const place = document.querySelector(`[data-live="${piece.getAttribute('data-part')}"]`);
        if (place) replaceKeepingFocus(place, /** @type {HTMLTemplateElement} */ (piece).content);
      }
    } catch {
      // No signal: the next board that comes asks again.
    }
  }
}

/** @param {Element} place @param {DocumentFragment} content */
function replaceKeepingFocus(place, content) {
  const focused = document.activeElement;
  const form = focused instanceof HTMLElement && place.contains(focused) ? focused.closest('form') : null;
  const person = form?.querySelector('input[name="person"]')?.getAttribute('value');
  const opened = [...place.querySelectorAll('details[open] input[name="person"]')].map((input) => input.getAttribute('value'));
  place.replaceChildren(content);
  for (const id of opened) place.querySelector(`details input[name="person"][value="${id}"]`)?.closest('details')?.setAttribute('open', '');
  if (person) /** @type {HTMLElement | null} */ (place.querySelector(`input[name="person"][value="${person}"] ~ button`))?.focus();
}
