/**
 * The Aa panel: a choice applies at once and is sent in the background, so that nothing has to be pressed. Without
 * JavaScript the same form has a button. Escape and a tap elsewhere close the panel.
 *
 * @param {HTMLElement} element the <details>
 */
export function connect(element) {
  const panel = /** @type {HTMLDetailsElement} */ (element);
  const form = panel.querySelector('form');
  const summary = panel.querySelector('summary');
  const state = panel.querySelector('[data-state]');
  if (!form || !summary || !state) return;
  form.querySelector('button')?.setAttribute('hidden', '');

  form.addEventListener('change', async () => {
    const chosen = new FormData(form);
    apply(chosen);
    state.textContent = '';
    try {
      const answer = await fetch(form.action, { method: 'POST', body: chosen, headers: { Accept: 'application/json' } });
      if (answer.ok) state.textContent = form.dataset.saved ?? '';
    } catch {
      // No signal: it holds on this page, and the next change is sent again.
    }
  });
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !panel.open) return;
    panel.open = false;
    summary.focus();
  });
  document.addEventListener('click', (event) => {
    if (panel.open && event.target instanceof Node && !panel.contains(event.target)) panel.open = false;
  });
}

/** Sets on <html> what the server would set. @param {FormData} chosen */
function apply(chosen) {
  const page = document.documentElement;
  page.dataset.textSize = String(chosen.get('text_size') ?? '100');
  page.dataset.theme = String(chosen.get('theme') ?? 'light');
  page.toggleAttribute('data-underline-links', chosen.has('underline_links'));
  page.toggleAttribute('data-gentle-motion', chosen.has('motion'));
}
