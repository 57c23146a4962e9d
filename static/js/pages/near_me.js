/**
 * "Use where I am": asks the browser, rounds to about 100 m, and opens Find there with the
 * filters that are on. The button is hidden where a browser cannot tell.
 *
 * @param {HTMLElement} element  the form with the place field
 */
export function connect(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const button = /** @type {HTMLButtonElement | null} */ (form.querySelector('[data-near-me]'));
  const state = form.querySelector('[data-near-me-state]');
  if (!button || !state || !navigator.geolocation || !window.isSecureContext) return;
  button.hidden = false;
  for (const other of form.querySelectorAll('[data-without-near-me]')) {
    /** @type {HTMLElement} */ (other).hidden = true;
  }

  button.addEventListener('click', () => {
    button.setAttribute('aria-busy', 'true');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.removeAttribute('aria-busy');
        location.assign(addressAt(form, coords.latitude, coords.longitude));
      },
      () => {
        button.removeAttribute('aria-busy');
        state.textContent = button.dataset.failed ?? '';
      },
      { timeout: 15000, maximumAge: 300000 },
    );
  });
}

/**
 * The address of the search at a place: three decimals, no more than a neighbourhood needs.
 *
 * @param {HTMLFormElement} form
 * @param {number} lat
 * @param {number} lon
 */
export function addressAt(form, lat, lon) {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name !== 'near' && typeof value === 'string') asked.append(name, value);
  }
  asked.set('lat', lat.toFixed(3));
  asked.set('lon', lon.toFixed(3));
  return `${form.action}?${asked}`;
}
