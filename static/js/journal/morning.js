/**
 * The question of the morning saves itself once it is set, and says so. Without this script its button saves it.
 *
 * @param {HTMLElement} element the form
 */
export function connect(element) {
  if (!(element instanceof HTMLFormElement)) return;
  const form = element;
  const field = form.querySelector('select');
  const button = form.querySelector('button[type="submit"]');
  const state = form.querySelector('.morning-state');
  if (!field || !button || !state) return;
  if (button instanceof HTMLElement) button.hidden = true;
  const pauseMs = 900; // on the way from 5 to 3 the slider passes 4
  let timer = 0;

  async function save() {
    if (!state) return;
    try {
      const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' } });
      if (!answer.ok) throw new Error(String(answer.status));
      state.textContent = (await answer.json()).message;
    } catch {
      state.textContent = form.dataset.failed ?? '';
      if (button instanceof HTMLElement) button.hidden = false;
    }
  }

  field.addEventListener('change', () => {
    state.textContent = '';
    window.clearTimeout(timer);
    timer = window.setTimeout(save, pauseMs);
  });
  window.addEventListener('pagehide', () => {
    if (!timer || state.textContent) return;
    window.clearTimeout(timer);
    navigator.sendBeacon(form.action, new FormData(form));
  });
}
