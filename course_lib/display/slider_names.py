"""Give sliders a name that a screen reader reads.

The core widgets draw a slider's description beside it, but leave the handle itself without a name:
one hears "slider, 148". A small script in an output of its own copies the description to the
handle. Where scripts are not run, sliders are as they were.
"""

import ipywidgets

TRIES = 50  # a tenth of a second apart: the script may come before the sliders are drawn
SCRIPT = f"""<script>(() => {{
  let tries = {TRIES};
  const name = () => {{
    for (const slider of document.querySelectorAll('.widget-slider, .widget-hslider')) {{
      const words = slider.querySelector('.widget-label')?.textContent;
      const handle = slider.querySelector('[role=slider]');
      if (words) handle?.setAttribute('aria-label', words);
    }}
    if (tries-- > 0) setTimeout(name, 100);
  }};
  name();
}})()</script>"""


def slider_names() -> ipywidgets.Output:
    """Build an invisible widget that names the sliders of the page once it is shown."""
    data = {"text/html": SCRIPT, "text/plain": ""}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    return ipywidgets.Output(outputs=(output,), layout={"height": "0px", "margin": "0px"})
