"""Write the page of an ablation: one HTML file that needs no other file and no network."""

import html
import re

from course_lib.audio.files import printable
from course_lib.gan.ablation.claims import claim_table
from course_lib.gan.ablation.plan import BASELINE
from course_lib.gan.ablation.plot import draw_differences
from course_lib.gan.ablation.results import Results
from course_lib.gan.ablation.tables import Table, tables
from course_lib.gan.ablation.words import verdict
from course_lib.gan.metrics import METRICS
from course_lib.gan.report.curves import DASHES
from course_lib.gan.report.page import POLICY
from course_lib.gan.report.style import style_sheet

CSS = """
.zero{stroke:var(--ink);stroke-width:1}
.range{stroke:var(--c0);stroke-width:2}
.seed{fill:none;stroke:var(--c1);stroke-width:1.5}
.mean{fill:var(--c0);stroke:none}
td::after{content:none!important}
#claims+p+.wide td{text-align:left}
"""


def write_page(results: Results) -> str:
    """Write the whole page."""
    title = "What does each discriminator do?"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{style_sheet(DASHES)}{CSS}</style></head>\n<body>"
        f'<a class="skip" href="#claims">Skip to the tables</a>\n<main><h1>{title}</h1>\n'
        + "\n".join(
            [
                _opening(results),
                _table("claims", claim_table(results)),
                _plots(results),
                *(_table(name, table) for name, table in tables(results).items()),
            ]
        )
        + "</main></body></html>\n"
    )


def _opening(results: Results) -> str:
    preset, clips = results.about["preset"], results.about["clips"]
    found = "".join(f"<li>{html.escape(verdict(results, m))}</li>" for m in results.differences)
    missing, source = ", ".join(results.missing), printable(results.about["data"])
    return (
        f"<p>Preset {html.escape(preset['name'])}: {preset['warm_steps']} steps of reconstruction, "
        f"once per seed; then {preset['steps']} steps per mode, from the same weights and with the "
        f"same batches. Measured on {clips['count']} clips ({html.escape(source)}) "
        "that no run was trained on, and that no setting was chosen by.</p>"
        "<p>A small model and little data: this says what happened here. It neither proves nor "
        f"refutes what large models do.</p><ul>{found}</ul>"
        + (f"<p>Not finished: {html.escape(missing)}.</p>" if missing else "")
    )


def _plots(results: Results) -> str:
    headlines = [
        m
        for m in METRICS
        if m.headline and any(m.name in own for own in results.differences.values())
    ]
    pictures = "".join(draw_differences(results, metric) for metric in headlines)
    return (
        f'<h2 id="plots">Difference to {BASELINE}</h2><p>A ring is a seed, the disc their mean, '
        "the bar a 95 % bootstrap interval over seeds and clips, or over clips where there is one "
        f'seed.</p><div class="curves">{pictures}</div>'
    )


def _table(name: str, table: Table) -> str:
    head = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in table.names)
    rows = "".join(
        f'<tr><th scope="row">{_inline(first)}</th>'
        + "".join(f"<td>{_inline(cell)}</td>" for cell in cells)
        + "</tr>"
        for first, *cells in table.rows
    )
    title = _inline(table.title)
    return (
        f'<h2 id="{name}">{title}</h2><p>{_inline(table.note)}</p><div class="wide" tabindex="0" '
        f'role="region" aria-label="{html.escape(re.sub("[`*]", "", table.title))}"><table><thead>'
        f"<tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _inline(text: str) -> str:
    """Turn `code` and **bold** into HTML."""
    code = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", code)
