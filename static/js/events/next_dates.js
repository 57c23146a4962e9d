/**
 * The next dates of a walk that is being planned, fetched again as the form changes.
 *
 * @param {HTMLFormElement} form
 */
export function connect(form) {
  const shown = form.querySelector('[data-dates]');
  const from = form.dataset.from;
  if (!shown || !from) return;
  const look = form.querySelector('[data-look]');
  if (look instanceof HTMLElement) look.hidden = true;
  const asked = ['day', 'start', 'repeats', 'weekdays', 'ends', 'until', 'count'];
  let latest = 0;

  const show = async () => {
    const wanted = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (asked.includes(name)) wanted.append(name, String(value));
    }
    latest += 1;
    const mine = latest;
    try {
      const answer = await fetch(`${from}?${wanted}`, { headers: { Accept: 'text/html' } });
      if (answer.ok && mine === latest) shown.innerHTML = await answer.text();
    } catch {
      // No signal: the list stays as it was, and the server tells on publishing.
    }
  };

  form.addEventListener('change', (event) => {
    const field = event.target;
    if (field instanceof HTMLInputElement && asked.includes(field.name)) show();
  });
}
