/**
 * "Show" beside a password: shows it until it is pressed again or the form is sent.
 *
 * @param {HTMLElement} element the field
 */
export function connect(element) {
  const input = element.querySelector('input');
  const button = element.querySelector('button');
  if (!input || !button) return;
  button.hidden = false;

  /** @param {boolean} shown */
  function show(shown) {
    if (!input || !button) return;
    input.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
    button.textContent = (shown ? button.dataset.hide : button.dataset.show) ?? '';
  }
  button.addEventListener('click', () => show(input.type === 'password'));
  // Browsers offer to keep a secret only from a password field.
  input.form?.addEventListener('submit', () => show(false));
}
