/**
 * The one script of every page: finds elements with data-module="feature/name" and loads that module for them.
 *
 * A module is static/js/<feature>/<name>.js and exports `connect(element)`. What it returns, if anything, is a function
 * that undoes it. Parts of a page that come later are connected by `connectAll(part)`.
 */
// @ts-ignore: made by build.mjs
import modules from 'feature-modules';
import { guardAgainstDoubleTaps } from './busy_buttons.js';

/** @type {WeakMap<Element, Set<string>>} */
const connected = new WeakMap();

/** @param {HTMLElement} element @param {string} name */
async function connectOne(element, name) {
  const done = connected.get(element) ?? new Set();
  if (done.has(name)) return;
  connected.set(element, done.add(name));
  const load = modules[name];
  if (!load) {
    console.error(`No module "${name}": static/js/${name}.js must export connect(element).`);
    return;
  }
  try {
    (await load()).connect(element);
    element.dataset.connected = [...done].join(' ');
  } catch (error) {
    // The page works without it: every module only adds to a page that is already whole.
    console.error(`Module "${name}" could not start.`, error);
  }
}

/** @param {ParentNode & Node} part */
export function connectAll(part) {
  const elements = [...part.querySelectorAll('[data-module]')];
  if (part instanceof HTMLElement && part.dataset.module) elements.unshift(part);
  for (const element of elements) {
    if (!(element instanceof HTMLElement)) continue;
    for (const name of (element.dataset.module ?? '').split(/\s+/).filter(Boolean)) void connectOne(element, name);
  }
}

document.documentElement.dataset.script = 'on';
guardAgainstDoubleTaps(document);
connectAll(document);
document.addEventListener('amble:added', (event) => {
  if (event.target instanceof HTMLElement) connectAll(event.target);
});
