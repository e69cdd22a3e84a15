"""How the page looks, in light and dark, and what its keys do.

Lines have two sets of colours: those of Okabe and Ito that stand out on white, and lighter ones
for dark pages. The dashes belong to `course_lib.gan.report.curves`.
"""

LIGHT = ("#0072b2", "#c14f00", "#00785a", "#9c4a7e", "#444444", "#7a5c00")
DARK = ("#56b4e9", "#f0a040", "#2fd0a0", "#e59cc6", "#d0d0d0", "#f0e442")

CSS = """
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--soft:#f2f3f5;--rule:#c9ccd1;
  --quiet:#5a5f66;--best:#e3f1e7;LIGHT}
@media (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#15171a;--soft:#22252a;
  --rule:#454a52;--quiet:#a8adb5;--best:#1f3b2b;DARK}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:76rem;background:var(--paper);
  color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1.25rem;margin:2.5rem 0 .5rem;border-bottom:1px solid var(--rule)}
h3{font-size:1rem;margin:1rem 0 .25rem}
p,ul,dl{max-width:44rem;margin:.5rem 0}
.quiet{color:var(--quiet)}
:focus-visible{outline:3px solid var(--c0);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
kbd{border:1px solid var(--rule);border-radius:3px;padding:0 .35em;font:inherit;
  font-size:.85em;background:var(--soft)}
.versions{display:grid;gap:.75rem 1rem;
  grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr))}
figure{margin:0}
figcaption{font-weight:600;overflow-wrap:anywhere}
.picture{position:relative;line-height:0}
.picture img{width:100%;border-radius:3px}
.picture span{position:absolute;left:.3rem;line-height:1.2;font-size:.75rem;padding:0 .25em;
  background:#000b;color:#fff;border-radius:2px}
.picture .top{top:.3rem}.picture .end{left:auto;right:.3rem;bottom:.3rem}
audio{width:100%;height:2.25rem;margin-top:.25rem}
.ramp{display:inline-block;width:10rem;height:.8rem;vertical-align:middle;border-radius:2px}
.wide{overflow-x:auto;position:relative}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .75rem;text-align:right;border-bottom:1px solid var(--rule)}
thead th{vertical-align:bottom;max-width:14rem;overflow-wrap:anywhere}
th:first-child{text-align:left}tbody th{font-weight:400}
tbody th[colspan]{font-weight:600;padding-top:1rem}
td.best{background:var(--best);font-weight:700}
td.best::after{content:" ★"}
td:not(.best)::after{content:" ★";visibility:hidden}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.curves{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1rem}
svg{width:100%;height:auto;font:12px system-ui,sans-serif;fill:var(--ink)}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.grid{stroke:var(--rule)}.mark{stroke:var(--quiet);stroke-dasharray:3 3}
dt{font-weight:600}dd{margin:0 0 .5rem}
LINES
"""

# Keys 1, 2, ... play another version of the example in focus from the same place on. One sound at
# a time. Without scripts the players work on their own.
JS = """
const players = [...document.querySelectorAll('audio')];
for (const player of players) player.addEventListener('play', () => {
  for (const other of players) if (other !== player) other.pause();
});
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  const example = document.activeElement.closest('.example');
  const versions = example ? [...example.querySelectorAll('audio')] : [];
  const next = versions[event.key - 1];
  if (!next) return;
  const now = versions.find(player => !player.paused);
  if (now) next.currentTime = Math.min(now.currentTime, next.duration || 0);
  next.focus();
  next.play().catch(() => {});  // another key came before it began
});
"""


def style_sheet(dashes: tuple[str, ...]) -> str:
    """Write the style sheet, with one class of line per dash."""
    lines = "\n".join(
        f".c{k}{{stroke:var(--c{k});stroke-dasharray:{dash or 'none'}}}"
        for k, dash in enumerate(dashes)
    )
    sheet = CSS.replace("LINES", lines)
    for name, colours in (("LIGHT", LIGHT), ("DARK", DARK)):
        sheet = sheet.replace(name, ";".join(f"--c{k}:{c}" for k, c in enumerate(colours)))
    return sheet
