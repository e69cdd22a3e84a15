"""How the report looks: light and dark, wide and narrow; states have words, not colours alone."""

CSS = """
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--soft:#f2f3f5;--rule:#c9ccd1;
  --quiet:#5a5f66;--good:#00694e;--bad:#a33a00;--bar:#0072b2}
@media (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#15171a;--soft:#22252a;
  --rule:#454a52;--quiet:#a8adb5;--good:#2fd0a0;--bad:#f59a5b;--bar:#56b4e9}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:68rem;background:var(--paper);
  color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1.25rem;margin:2.5rem 0 .75rem;border-bottom:1px solid var(--rule)}
h3{font-size:1rem;margin:0;overflow-wrap:anywhere}
p{max-width:48rem;margin:.5rem 0;overflow-wrap:anywhere}
a{color:inherit}
.quiet{color:var(--quiet)}
:focus-visible{outline:3px solid var(--bar);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .6rem;text-align:right;border-bottom:1px solid var(--rule);
  vertical-align:baseline}
thead th{font-weight:400;color:var(--quiet);vertical-align:bottom}
th:first-child,.lessons th:nth-child(2),.code{text-align:left}
tbody th{font-weight:600}
td.state{text-align:left;white-space:nowrap}
td.number{white-space:nowrap}
td.code{min-width:14rem}
.ok{color:var(--good)}.failed,.too-slow{color:var(--bad);font-weight:600}
.stopped,.not-run{color:var(--quiet)}
.bar{display:block;height:.3rem;min-width:5rem;background:var(--soft);border-radius:2px}
.bar i{display:block;height:100%;background:var(--bar);border-radius:2px}
.bar i.over{background:var(--bad)}
.fault{border:1px solid var(--rule);border-left:.4rem solid var(--bad);border-radius:.4rem;
  padding:.75rem 1rem;margin:1rem 0}
pre{overflow-x:auto;background:var(--soft);border-radius:.3rem;padding:.6rem .8rem;margin:.6rem 0 0;
  white-space:pre-wrap;overflow-wrap:anywhere;
  font:.85rem/1.45 ui-monospace,monospace;max-height:24rem}
code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
details{border-bottom:1px solid var(--rule);padding:.4rem 0}
summary{cursor:pointer;padding:.2rem 0;font-weight:600}
summary .quiet{font-weight:400}
@media (max-width:40rem){
  .lessons thead{position:absolute;clip-path:inset(50%);height:1px;overflow:hidden}
  .lessons tr{display:grid;grid-template-columns:1fr 1fr;padding:.5rem 0;
    border-bottom:1px solid var(--rule)}
  .lessons th,.lessons td{border:0;padding:.1rem 0;text-align:left}
  .lessons th{grid-column:1/-1}
  .lessons td[data-label]::before{content:attr(data-label) " ";color:var(--quiet)}
  .lessons .bar{max-width:8rem}
}
"""
