"""Control an instrument from the keyboard, and with a screen reader.

    box.add_class("course-keys")             the instrument
    <div class="course-key-a"> player        the key A plays it from the start
    button.add_class("course-key-1")         the key 1 presses it

JupyterLab has its own shortcuts on single letters: A adds a cell, X cuts one. While the focus is
inside an instrument, a script handles its keys before JupyterLab does. After each key, the script
moves the focus to the instrument's own line. Otherwise a button that is switched off, or a player
that is replaced, would lose the focus, and the next X would cut a cell. Outside an instrument, no
key is touched. If the front end runs no scripts, buttons and players still work with the Tab key.
"""

import html

import ipywidgets

PANEL = "course-keys"
KEY_SCRIPT = """<script>(() => {
  if (window.courseKeys) return;
  window.courseKeys = true;
  let last = null;  // the instrument used last, for when nothing else has the focus
  const inside = node => node && node.closest ? node.closest('.course-keys') : null;
  const home = panel => panel.querySelector('.course-keys-line')?.focus({preventScroll: true});
  document.addEventListener('focusin', event => { last = inside(event.target); }, true);
  document.addEventListener('click', event => {
    const panel = inside(event.target);  // a click on text gives the focus to the notebook's cell
    if (panel) setTimeout(() => {
      if (!panel.contains(document.activeElement)) home(panel);
    });
  }, true);
  const press = (target) => {
    const player = target.matches('audio') ? target : target.querySelector('audio');
    if (!player) { if (!target.disabled) target.click(); return; }
    for (const other of document.querySelectorAll('audio')) if (other !== player) other.pause();
    player.currentTime = 0;
    player.play().catch(() => {});  // another key came before it began
  };
  window.addEventListener('keydown', event => {
    const free = document.activeElement === document.body;
    const panel = inside(document.activeElement) || (free ? last : null);
    if (!panel || !panel.isConnected || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!/^[a-z0-9]$/i.test(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    home(panel);
    const target = panel.querySelector('.course-key-' + event.key.toLowerCase());
    if (target && !event.repeat) press(target);
  }, true);
})()</script>"""

TRIES = 50  # 0.1 s apart: the script may arrive before the sliders are drawn
SLIDER_SCRIPT = f"""<script>(() => {{
  let tries = {TRIES};
  const name = () => {{
    for (const slider of document.querySelectorAll('.widget-slider, .widget-hslider')) {{
      const text = slider.querySelector('.widget-label')?.textContent;
      const handle = slider.querySelector('[role=slider]');
      if (text) handle?.setAttribute('aria-label', text);
    }}
    if (tries-- > 0) setTimeout(name, 100);
  }};
  name();
}})()</script>"""


def keyed(key: str, body: str) -> str:
    """Return HTML that contains a player, marked so that ``key`` plays it."""
    return f'<div class="course-key-{key}" style="display:inline-block">{body}</div>'


def key_line(text: str) -> ipywidgets.HTML:
    """Return a line that lists the keys. It takes the focus by a click or with the Tab key.

    Args:
        text: The line, with each key in backticks, as in "`A` plays · `1` answers".
    """
    style = "padding:4px 8px;line-height:1.6;cursor:pointer"
    return ipywidgets.HTML(
        f'<div class="course-keys-line" tabindex="0" role="group" style="{style}" '
        f'aria-label="{html.escape(text.replace("`", ""))}">⌨ {_as_keys(text)}</div>'
    )


def key_script() -> ipywidgets.Output:
    """Return an invisible widget that listens for keys once it is displayed."""
    return _invisible(KEY_SCRIPT)


def slider_names() -> ipywidgets.Output:
    """Return an invisible widget that names the sliders of the page once it is displayed.

    ipywidgets draws a slider's description beside it, but gives the handle no name: a screen reader
    says "slider, 148". The script copies each description to its handle.
    """
    return _invisible(SLIDER_SCRIPT)


def _invisible(script: str) -> ipywidgets.Output:
    data = {"text/html": script, "text/plain": ""}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    return ipywidgets.Output(outputs=(output,), layout={"height": "0px", "margin": "0px"})


def _as_keys(text: str) -> str:
    """Return the text as HTML, with the parts in backticks drawn as keys."""
    parts = html.escape(text).split("`")
    style = "border:1px solid;border-radius:3px;padding:0 5px"
    keys = (f'<kbd style="{style}">{part}</kbd>' for part in parts[1::2])
    return "".join(part + next(keys, "") for part in parts[::2])
