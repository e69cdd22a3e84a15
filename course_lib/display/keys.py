"""Names of sliders for screen readers."""

import ipywidgets

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


def slider_names() -> ipywidgets.Output:
    """Return an invisible widget that names the sliders of the page once it is displayed.

    ipywidgets draws a slider's description beside it, but gives the handle no name: a screen reader
    says "slider, 148". The script copies each description to its handle.
    """
    data = {"text/html": SLIDER_SCRIPT, "text/plain": ""}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    return ipywidgets.Output(outputs=(output,), layout={"height": "0px", "margin": "0px"})
