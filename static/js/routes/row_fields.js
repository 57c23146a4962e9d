/** Lists of lines with the same fields (seats, steps, gates): shown when there are some, and one more at a tap. */

/** @param {HTMLElement} element */
export function connect(element) {
  const taken = [...element.querySelectorAll('[data-rows]')].map((list) => connectList(element, /** @type {HTMLElement} */ (list)));
  const show = () => showWhatMatters(element);
  element.addEventListener('change', show);
  show();
  return () => {
    element.removeEventListener('change', show);
    taken.forEach((take) => take());
  };
}

/** A field that only matters after some answers (data-when: the other's name) is shown then, or while it has an error. */
function showWhatMatters(/** @type {HTMLElement} */ form) {
  for (const part of form.querySelectorAll('[data-when]')) {
    if (!(part instanceof HTMLElement)) continue;
    const name = part.dataset.when ?? '';
    const not = (part.dataset.whenNot ?? '').split(' ');
    const fields = [...form.querySelectorAll(`[name="${name}"]`)];
    const value = fields.map(chosenValue).find((one) => one !== undefined) ?? '';
    part.hidden = not.includes(value) && !part.querySelector('.has-error');
  }
}

/** @param {Element} field */
function chosenValue(field) {
  if (field instanceof HTMLInputElement && field.type === 'radio') return field.checked ? field.value : undefined;
  return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : undefined;
}

/** @param {HTMLElement} form @param {HTMLElement} list */
function connectList(form, list) {
  const name = list.dataset.rows ?? '';
  const choices = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll(`input[type="radio"][name="${name}"]`));
  const more = moreButton(form.dataset.more ?? '+');
  list.after(more);

  const fold = () => {
    const some = [...choices].some((choice) => choice.checked && choice.value === 'some');
    list.hidden = more.hidden = !some;
  };
  const add = () => {
    const last = list.querySelector('[data-row]:last-of-type');
    if (!(last instanceof HTMLElement)) return;
    const row = /** @type {HTMLElement} */ (last.cloneNode(true));
    const number = list.querySelectorAll('[data-row]').length;
    for (const field of row.querySelectorAll('input, select')) {
      if (field instanceof HTMLInputElement) field.value = '';
      if (field instanceof HTMLSelectElement) field.selectedIndex = 0;
    }
    for (const part of row.querySelectorAll('[id], [for], [aria-describedby]')) renumber(part, number);
    row.querySelectorAll('.field-error').forEach((error) => error.remove());
    row.querySelectorAll('.has-error').forEach((field) => field.classList.remove('has-error'));
    list.append(row);
    /** @type {HTMLElement | null} */ (row.querySelector('input, select'))?.focus();
  };
  more.addEventListener('click', add);
  for (const choice of choices) choice.addEventListener('change', fold);
  fold();
  return () => {
    list.hidden = false;
    more.remove();
    for (const choice of choices) choice.removeEventListener('change', fold);
  };
}

/** @param {string} words */
function moreButton(words) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button button-second';
  const label = document.createElement('span');
  label.className = 'button-label';
  label.textContent = words;
  button.append(label);
  return button;
}

/** @param {Element} part @param {number} number */
function renumber(part, number) {
  for (const attribute of ['id', 'for', 'aria-describedby']) {
    const value = part.getAttribute(attribute);
    if (value) part.setAttribute(attribute, value.replace(/-\d+(?=$|-| )/g, `-${number}`));
  }
}
