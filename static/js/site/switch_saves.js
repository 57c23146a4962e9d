/**
 * A switch that saves at once and says so. Sends {csrf_token, name: value or ''} to data-action. Goes back when it could
 * not be saved.
 *
 * @param {HTMLElement} element
 */
export function connect(element) {
  const input = element.querySelector('input');
  const state = element.querySelector('.switch-state');
  if (!input || !state || !element.dataset.action) return;

  input.addEventListener('change', async () => {
    const body = new FormData();
    body.set('csrf_token', document.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? '');
    body.set(input.name, input.checked ? input.value : '');
    state.textContent = '';
    try {
      const answer = await fetch(element.dataset.action ?? '', { method: 'POST', body, headers: { Accept: 'application/json' } });
      if (!answer.ok) throw new Error(String(answer.status));
      state.textContent = element.dataset.saved ?? '';
    } catch {
      input.checked = !input.checked;
      state.textContent = element.dataset.failed ?? '';
    }
  });
}
