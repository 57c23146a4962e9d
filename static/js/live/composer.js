/** Typing and sending: Enter sends, Shift and Enter makes a line; also edits and replies. */
export class Composer {
  /** @param {HTMLFormElement} form @param {{send: (body: string, more: {about?: number, reply_to?: number}) => void, typing: () => void}} does */
  constructor(form, does) {
    this.form = form;
    this.does = does;
    /** @type {{about?: number, reply_to?: number}} */
    this.more = {};
    this.input = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem('body'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.submit();
    });
    this.input.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#clear();
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener('input', () => {
      this.#fit();
      if (this.input.value) this.does.typing();
    });
  }

  submit() {
    const body = this.input.value.trim();
    if (!body) {
      this.input.focus();
      return;
    }
    const more = this.more;
    this.#clear();
    this.does.send(body, more);
    this.input.focus();
  }

  /** Starts an edit or a reply. @param {{about?: number, reply_to?: number}} more @param {string} text */
  begin(more, text) {
    this.more = more;
    this.input.value = text;
    this.#fit();
    this.input.focus();
  }

  #clear() {
    this.more = {};
    this.input.value = '';
    this.#fit();
  }

  #fit() {
    this.input.rows = Math.min(5, Math.max(1, this.input.value.split('\n').length));
  }
}
