const EVERY_MS = 5000;
const KEPT_MS = 14 * 24 * 3600 * 1000;
const PREFIX = 'amble-draft:';

/**
 * Keeps what is typed into a long form on this device every 5 seconds, and brings it back when the form is opened again.
 * Passwords, files, hidden fields and what is marked data-no-draft (pain) are never kept. Sending the form takes the draft away.
 *
 * @param {HTMLElement} element the <form>
 */
export function connect(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const key = `${PREFIX}${location.pathname}#${form.id}`;
  const atFirst = JSON.stringify(typed(form));
  let kept = atFirst;

  const draft = read(key);
  if (draft && !form.querySelector('.has-error')) {
    if (JSON.stringify(draft) !== atFirst) {
      fill(form, draft);
      kept = JSON.stringify(draft);
      say(form, form.dataset.back ?? '');
      form.dispatchEvent(new Event('amble:draft-back'));
    }
  }

  const timer = setInterval(keep, EVERY_MS);
  addEventListener('pagehide', keep);
  form.addEventListener('submit', () => {
    // The server has it from here; errors come back with the form filled in.
    clearInterval(timer);
    removeEventListener('pagehide', keep);
    remove(key);
  });

  function keep() {
    const now = JSON.stringify(typed(form));
    if (now === kept) return;
    kept = now;
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: JSON.parse(now) }));
    } catch {
      // Full or forbidden: the form still works.
    }
  }
}

/** @param {HTMLFormElement} form @returns {Array<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>} */
function keepable(form) {
  return /** @type {any} */ ([...form.elements]).filter(
    /** @param {HTMLInputElement} field */ (field) =>
      field.name && !('noDraft' in field.dataset) && ['INPUT', 'SELECT', 'TEXTAREA'].includes(field.tagName) && !['password', 'file', 'hidden', 'submit'].includes(field.type),
  );
}

/** @param {HTMLFormElement} form @returns {Array<[string, string]>} */
function typed(form) {
  return keepable(form)
    .filter((field) => !(field instanceof HTMLInputElement && ['checkbox', 'radio'].includes(field.type) && !field.checked))
    .map((field) => [field.name, field.value]);
}

/** @param {HTMLFormElement} form @param {Array<[string, string]>} draft */
function fill(form, draft) {
  const left = [...draft];
  for (const field of keepable(form)) {
    const tickable = field instanceof HTMLInputElement && ['checkbox', 'radio'].includes(field.type);
    const place = left.findIndex(([name, value]) => name === field.name && (!tickable || value === field.value));
    if (tickable) field.checked = place >= 0;
    if (place < 0) continue;
    const [[, value]] = left.splice(place, 1);
    if (!tickable) field.value = value;
  }
}

/** @param {string} key @returns {Array<[string, string]> | null} */
function read(key) {
  try {
    const { at, fields } = JSON.parse(localStorage.getItem(key) ?? 'null') ?? {};
    if (at && Date.now() - at < KEPT_MS) return fields;
    remove(key);
  } catch {
    remove(key);
  }
  return null;
}

/** @param {string} key */
function remove(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage is forbidden: there is nothing to remove either.
  }
}

/** @param {HTMLElement} form @param {string} words */
function say(form, words) {
  const line = document.createElement('p');
  line.className = 'hint';
  line.setAttribute('role', 'status');
  form.prepend(line);
  requestAnimationFrame(() => (line.textContent = words));
}
