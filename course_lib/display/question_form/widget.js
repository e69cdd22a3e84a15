// A question as a form: options to choose from, how sure you are, or a text to write.
import { ask, button, follow, keep, node, ownKeys, say } from '../browser/common.js';

/** @typedef {import('../browser/common.js').Model} Model */
/** @typedef {{letter: string, html: string}} Choice */
/** @typedef {{value: string, label: string}} Confidence */

const PATIENCE = 5000; // ms: a kernel on another machine answers in one
const UNANSWERED = 'No answer from the kernel yet. If it isn’t busy, run this cell, then store again.';
const SIGNS = new Map([['right', '✓ right'], ['wrong', '✗ not this one']]);

/**
 * Text that Python has escaped, with its code in `<code>`.
 * @param {'span' | 'div'} tag
 * @param {string} html
 * @param {string} name
 */
function words(tag, html, name) {
  const made = node(tag, { class: name });
  made.innerHTML = html;
  return made;
}

/**
 * A radio button that stores its value in a trait.
 * @param {Model} model
 * @param {string} trait
 * @param {string} value
 * @param {string} group
 */
function radio(model, trait, value, group) {
  const made = node('input', { type: 'radio', name: group, value });
  made.checked = model.get(trait) === value;
  made.addEventListener('change', () => keep(model, { [trait]: value }));
  return made;
}

/**
 * @param {Model} model
 * @param {string} group
 */
function options(model, group) {
  const rows = /** @type {Choice[]} */ (model.get('options')).map(({ letter, html }) =>
    node('label', { class: 'option', 'data-letter': letter },
      radio(model, 'chosen', letter, group), node('b', {}, `${letter}) `), words('span', html, 'text'),
      node('span', { class: 'mark' })));
  return node('fieldset', { 'aria-labelledby': `${group}-asked`, role: 'radiogroup' }, ...rows);
}

/**
 * @param {Model} model
 * @param {string} group
 */
function confidence(model, group) {
  const choices = /** @type {Confidence[]} */ (model.get('confidences'));
  const labels = choices.map(({ value, label }) =>
    node('label', {}, radio(model, 'sure', value, `${group}-sure`), label));
  return node('fieldset', { class: 'sure' }, node('legend', {}, 'How sure are you?'), ...labels);
}

/** @param {Model} model */
function textField(model) {
  const area = node('textarea', { rows: '6' });
  area.value = model.get('text');
  area.addEventListener('input', () => keep(model, { text: area.value }));
  return node('label', {}, node('span', { class: 'words' }, 'Your own words'), area);
}

/**
 * Show the marks of the options, the message, and whether the form is closed.
 * @param {HTMLElement} root
 * @param {Model} model
 */
function update(root, model) {
  const marks = model.get('marks');
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('.option'))) {
    const mark = /** @type {string} */ (marks[row.dataset.letter ?? ''] ?? '');
    row.dataset.mark = mark;
    /** @type {Element} */ (row.querySelector('.mark')).textContent = SIGNS.get(mark) ?? '';
  }
  const message = /** @type {Element} */ (root.querySelector('.message'));
  if (message.innerHTML !== model.get('message')) message.innerHTML = model.get('message');
  const focused = root.contains(document.activeElement);
  for (const part of root.querySelectorAll('fieldset')) part.disabled = model.get('closed');
  /** @type {HTMLElement} */ (root.querySelector('.row')).hidden = model.get('closed');
  // what had the focus is gone: without this, the next key would be one of JupyterLab's commands
  if (focused && model.get('closed')) root.focus({ preventScroll: true });
}

/** @param {import('../browser/common.js').View} view */
function render({ model, el }) {
  // radio buttons of one name are one group in the whole page
  const group = `question-${Math.random().toString(36).slice(2)}`;
  const press = async (/** @type {string} */ name) => {
    const [chosen, sure, text] = ['chosen', 'sure', 'text'].map(trait => model.get(trait));
    // a saved notebook on Colab has the form, but no kernel
    const late = setTimeout(() => say(message, UNANSWERED), PATIENCE);
    await ask(model, { press: name, chosen, sure, text });
    clearTimeout(late);
    update(root, model);
  };
  const asked = words('div', model.get('asked'), 'asked');
  asked.id = `${group}-asked`;
  const buttons = [button(model.get('store'), () => press('store'), { class: 'main' })];
  if (model.get('skippable')) buttons.push(button('Skip', () => press('skip')));
  const message = node('div', { class: 'message', role: 'status' });
  const root = node('div', { class: 'ci question', 'data-lm-suppress-shortcuts': '', tabindex: '-1' },
    asked,
    ...(model.get('options').length ? [options(model, group)] : [textField(model)]),
    ...(model.get('confidences').length ? [confidence(model, group)] : []),
    node('div', { class: 'row' }, ...buttons), message);
  root.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) press('store');
  });
  ownKeys(root);
  update(root, model);
  el.replaceChildren(root);
  return follow(model, ['marks', 'message', 'closed'], () => update(root, model));
}

export default { render };
