/** The form for a file: one that is too large is not sent at all, and the sentence stands where it was chosen. */

/** @param {HTMLElement} form */
export function connect(form) {
  const input = form.querySelector('input[type="file"]');
  if (!(input instanceof HTMLInputElement)) return undefined;
  const most = Number(form.dataset.mostBytes);
  const note = document.createElement('p');
  note.className = 'field-error';
  note.id = 'file-too-big';
  note.setAttribute('role', 'alert');

  const isTooBig = () => (input.files?.[0]?.size ?? 0) > most;
  const look = () => {
    const tooBig = isTooBig();
    note.textContent = tooBig ? (form.dataset.tooBig ?? '') : '';
    input.toggleAttribute('aria-invalid', tooBig);
    if (tooBig) input.closest('.field')?.append(note);
    else note.remove();
  };
  const hold = (/** @type {Event} */ event) => {
    if (!isTooBig()) return;
    event.preventDefault();
    look();
    input.focus();
  };

  input.addEventListener('change', look);
  form.addEventListener('submit', hold, { capture: true });
  return () => {
    input.removeEventListener('change', look);
    form.removeEventListener('submit', hold, { capture: true });
    note.remove();
  };
}
