import { stepped, wordFor } from './pain_words.js';

/**
 * Pain from 0 to 10 that starts unset: no number is suggested. The select of the page without JavaScript stays the field
 * that is sent; slider, minus and plus set it. "Take the answer back" makes it unset again.
 *
 * @param {HTMLElement} element
 */
export function connect(element) {
  const field = element.querySelector('select');
  const slider = /** @type {HTMLInputElement | null} */ (element.querySelector('input[type="range"]'));
  const shown = element.querySelector('.pain-value');
  const clear = /** @type {HTMLButtonElement | null} */ (element.querySelector('.pain-clear'));
  const fill = element.querySelector('.pain-fill');
  if (!field || !slider || !shown) return;
  const words = (element.dataset.words ?? '').split('|');
  const unsetWords = element.dataset.unset ?? '';
  element.classList.add('is-live');

  /** @returns {number | null} */
  const answer = () => (field.value === '' ? null : Number(field.value));

  /** @param {number | null} pain */
  function set(pain) {
    if (!field) return;
    field.value = pain === null ? '' : String(pain);
    field.dispatchEvent(new Event('change', { bubbles: true }));
    draw();
  }
  function draw() {
    if (!slider || !shown) return;
    const pain = answer();
    const said = pain === null ? unsetWords : `${pain} · ${wordFor(pain, words)}`;
    element.classList.toggle('is-unset', pain === null);
    slider.value = String(pain ?? 5);
    slider.setAttribute('aria-valuetext', said);
    shown.textContent = said;
    fill?.setAttribute('width', `${(pain ?? 0) * 10}%`);
    if (clear) clear.hidden = pain === null;
  }

  slider.addEventListener('input', () => set(Number(slider.value)));
  // A tap on the thumb of an unset slider changes nothing for the browser, but is an answer: the one below the finger.
  slider.addEventListener('pointerup', (event) => {
    if (answer() === null) set(painAt(slider, event.clientX));
  });
  slider.addEventListener('keydown', (event) => {
    if (answer() !== null) return;
    const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!direction) return;
    event.preventDefault();
    set(stepped(null, direction));
  });
  for (const button of element.querySelectorAll('button[data-direction]')) {
    button.addEventListener('click', () => set(stepped(answer(), Number(/** @type {HTMLElement} */ (button).dataset.direction))));
  }
  clear?.addEventListener('click', () => {
    set(null);
    slider.focus();
  });
  // A draft that was brought back changes the select behind our back.
  field.form?.addEventListener('amble:draft-back', draw);
  draw();
}

const THUMB_REM = 2.4; // as wide as pain_control.css draws it

/**
 * Which pain lies below a place on the slider.
 *
 * @param {HTMLInputElement} slider
 * @param {number} x
 * @returns {number}
 */
function painAt(slider, x) {
  const box = slider.getBoundingClientRect();
  const thumb = THUMB_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const share = (x - box.left - thumb / 2) / (box.width - thumb);
  return Math.round(10 * Math.min(1, Math.max(0, share)));
}
