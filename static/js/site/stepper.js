/**
 * Minus, number, plus. The number can be typed too. Without JavaScript it is a plain number field.
 *
 * @param {HTMLElement} element
 */
export function connect(element) {
  const input = element.querySelector('input');
  if (!input) return;
  const least = Number(input.min || '-Infinity');
  const most = Number(input.max || 'Infinity');
  const step = Number(element.dataset.step || '1');

  for (const button of element.querySelectorAll('button')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const direction = Number(button.dataset.direction);
      const now = input.value === '' ? (direction > 0 ? Math.max(least, 0) - step : Math.max(least, 0)) : Number(input.value);
      input.value = String(Math.min(most, Math.max(least, now + direction * step)));
      input.dispatchEvent(new Event('input', { bubbles: true }));
      input.dispatchEvent(new Event('change', { bubbles: true }));
      say(input.value);
    });
  }

  /** The buttons keep the focus, so the new number is spoken. @param {string} value */
  function say(value) {
    const spoken = element.querySelector('[role="status"]');
    if (spoken) spoken.textContent = value;
  }
}
