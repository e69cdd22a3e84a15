"""Let an instrument be played by keys: each key plays a sound or presses a button.

    box.add_class("course-keys")             the instrument
    <div class="course-key-a"> player        A plays it from the start
    button.add_class("course-key-1")         1 presses it

JupyterLab has its own meaning for single letters (A adds a cell, X cuts one). So while the focus is
inside an instrument, its keys are taken before JupyterLab sees them, and the focus is brought back
to the instrument's own line: a button that is switched off, or a player that is replaced, would let
it go, and the next X would cut a cell. Outside, no key is touched. Where scripts are not run,
buttons and players work as they are, with the Tab key.
"""

import html

import ipywidgets

PANEL = "course-keys"
SCRIPT = """<script>(() => {
  if (window.courseKeys) return;
  window.courseKeys = true;
  let last = null;  // the instrument that was used last, if nothing else has the focus now
  const inside = node => node && node.closest ? node.closest('.course-keys') : null;
  const home = panel => panel.querySelector('.course-keys-line')?.focus({preventScroll: true});
  document.addEventListener('focusin', event => { last = inside(event.target); }, true);
  document.addEventListener('click', event => {
    const panel = inside(event.target);  // a click on words gives the focus to the notebook's cell
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


def keyed(key: str, body: str) -> str:
    """Mark HTML with a player in it: the key plays it."""
    return f'<div class="course-key-{key}" style="display:inline-block">{body}</div>'


def key_line(told: str) -> ipywidgets.HTML:
    """Say which keys there are, in a line that takes the focus with the Tab key or by a click."""
    style = "padding:4px 8px;line-height:1.6;cursor:pointer"
    return ipywidgets.HTML(
        f'<div class="course-keys-line" tabindex="0" role="group" style="{style}" '
        f'aria-label="{html.escape(told.replace("`", ""))}">⌨ {_as_keys(told)}</div>'
    )


def key_script() -> ipywidgets.Output:
    """Build an invisible widget that listens for keys once it is shown."""
    data = {"text/html": SCRIPT, "text/plain": ""}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    return ipywidgets.Output(outputs=(output,), layout={"height": "0px", "margin": "0px"})


def _as_keys(told: str) -> str:
    """Draw what stands in backticks as keys."""
    parts = html.escape(told).split("`")
    style = "border:1px solid;border-radius:3px;padding:0 5px"
    keys = (f'<kbd style="{style}">{part}</kbd>' for part in parts[1::2])
    return "".join(part + next(keys, "") for part in parts[::2])
