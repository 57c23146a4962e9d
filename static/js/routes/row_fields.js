/** Empty lines for what is missing: one more at a tap; fields are shown where they matter. */
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
  const more = moreButton(form.dataset.more ?? '+');
  const rows = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[data-row]')]);
  for (const spare of rows().slice(1)) if (!spare.querySelector('.has-error')) spare.remove();
  list.after(more);

  const add = () => {
    const last = rows().at(-1);
    if (!last) return;
    const row = /** @type {HTMLElement} */ (last.cloneNode(true));
    const number = 1 + Math.max(...rows().map(numberOf));
    for (const field of row.querySelectorAll('input:not([type="hidden"]), select')) {
      if (field instanceof HTMLInputElement) field.value = '';
      if (field instanceof HTMLSelectElement) field.selectedIndex = 0;
    }
    for (const part of row.querySelectorAll('*')) renumber(part, number);
    row.querySelectorAll('.field-error').forEach((error) => error.remove());
    row.querySelectorAll('.has-error').forEach((field) => field.classList.remove('has-error'));
    list.append(row);
    showWhatMatters(form);
    /** @type {HTMLElement | null} */ (row.querySelector('input:not([type="hidden"]), select'))?.focus();
  };
  more.addEventListener('click', add);
  return () => more.remove();
}

/** The number in a row's token: 3 in "n3". @param {HTMLElement} row */
function numberOf(row) {
  const token = row.querySelector('input[name="row"]');
  return token instanceof HTMLInputElement ? Number(token.value.slice(1)) : 0;
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
  for (const attribute of ['id', 'for', 'name', 'data-when', 'aria-describedby']) {
    const value = part.getAttribute(attribute);
    if (value) part.setAttribute(attribute, value.replace(/-n\d+(?=$|-| )/g, `-n${number}`));
  }
  if (part instanceof HTMLInputElement && part.name === 'row') part.value = `n${number}`;
}
