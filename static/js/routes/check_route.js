/**
 * The page that checks an upload: each answer is graded at once, and the cards that follow from it are replaced.
 * Without this the button "Update the grade" does the same.
 */
import { connect as connectRows } from './row_fields.js';

const REPLACED = ['found-grade', 'found-checks', 'found-profile', 'found-wishes'];
const PAUSE_MS = 500;

/** @param {HTMLElement} element */
export function connect(element) {
  if (!(element instanceof HTMLFormElement)) return undefined;
  const form = element;
  const takeRowsAway = connectRows(form);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  let sent = 0;

  const grade = async () => {
    const number = ++sent;
    // Not as parts: a town has hundreds of fields along a route, more than a server takes as parts.
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
    body.set('do', 'update');
    clearTimeout(waiting);
    const answer = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'text/html' } }).catch(() => null);
    if (!answer || number !== sent) return;
    // A faulty answer (422) is left to the button, which shows it beside the field.
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  };

  const later = (/** @type {Event} */ event) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.id === 'field-name') return;
    clearTimeout(waiting);
    waiting = setTimeout(() => void grade(), PAUSE_MS);
  };
  const stop = () => clearTimeout(waiting);
  const answerQuickly = (/** @type {Event} */ event) => {
    const button = event.target instanceof Element ? event.target.closest('button[name="quick"]') : null;
    if (!(button instanceof HTMLButtonElement)) return;
    const [, name, value] = /^([^:]+):(.*)$/.exec(button.value) ?? [];
    const field = form.querySelector(`select[name="${name}"], input[name="${name}"][value="${value}"]`);
    if (field instanceof HTMLSelectElement) field.value = value;
    else if (field instanceof HTMLInputElement) field.checked = true;
    else return;
    event.preventDefault();
    field.dispatchEvent(new Event('change', { bubbles: true }));
  };

  form.addEventListener('click', answerQuickly);
  form.addEventListener('change', later);
  form.addEventListener('submit', stop);
  return () => {
    form.removeEventListener('click', answerQuickly);
    form.removeEventListener('change', later);
    form.removeEventListener('submit', stop);
    stop();
    takeRowsAway?.();
  };
}

/** @param {Document} page */
function show(page) {
  for (const id of REPLACED) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  for (const selector of ['.flashes', '.bar-inner .between', '.bar-inner .button-label']) {
    const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
    if (old && fresh) old.innerHTML = fresh.innerHTML;
  }
}
