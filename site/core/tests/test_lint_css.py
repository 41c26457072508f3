"""What the lint of the style sheets lets through, and what it refuses."""

import pytest

from core.lint.css_chrome100 import faults


@pytest.mark.parametrize(
    "css",
    [
        "a { color: teal; inset-inline: 0; aspect-ratio: 1; accent-color: red }",
        "@media (min-width: 40em) { a:is(.b, .c):focus-visible { gap: clamp(1px, 2vw, 3px) } }",
        "@layer base, components; @layer base { a { margin-block: 0 } }",
        ".vh { clip: rect(0 0 0 0); scrollbar-gutter: stable }",
        "body { min-height: 100vh; min-height: 100dvh }",
        "h1 { text-wrap: balance; /* adds: even lines */ }",
        "@supports selector(:has(a)) { p:has(a) { color: oklch(50% 0 0); b { top: 0 } } }",
        "@font-face { font-family: x; font-display: swap } @page { margin: 16mm }",
    ],
)
def test_what_chrome_100_knows_or_can_miss_is_fine(css: str) -> None:
    assert faults(css) == []


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ("a { b { top: 0 } }", "line 1: a rule inside a rule (Chrome 120)"),
        ("a { &:hover { top: 0 } }", "line 1: a rule inside a rule (Chrome 120)"),
        ("\np:has(a) { top: 0 }", "line 2: :has (Chrome 105)"),
        ("p:not(:has(a)) { top: 0 }", "line 1: :has (Chrome 105)"),
        ("a { color: light-dark(red, blue) }", "line 1: light-dark() (Chrome 123)"),
        ("a { --x: color-mix(in srgb, red, blue) }", "line 1: color-mix() (Chrome 111)"),
        ("a { color: rgb(from red r g b) }", "line 1: rgb(from …) (Chrome 119)"),
        ("@container (min-width: 1px) { a { top: 0 } }", "line 1: @container (Chrome 105)"),
        ("@scope (a) { b { top: 0 } }", "line 1: @scope (Chrome 118)"),
        ("a { min-height: 100dvh }", "line 1: unit dvh (Chrome 108)"),
        ("a { height: calc(100svh - 1px) }", "line 1: unit svh (Chrome 108)"),
        ("h1 { text-wrap: balance }", "line 1: text-wrap (Chrome 114)"),
        ("a { translate: 1px }", "line 1: translate (Chrome 104)"),
        ("@media (width >= 40em) { a { top: 0 } }", "line 1: media range > (Chrome 104)"),
        ("@media print { a { rotate: 1deg } }", "line 1: rotate (Chrome 104)"),
        ("a { grid-template-columns: subgrid }", "line 1: grid-template-columns: subgrid (Chrome 117)"),
        ("a { float: inline-start }", "line 1: float: inline-start (Chrome 118)"),
        ("@keyframes x { to { scale: 2 } }", "line 1: scale (Chrome 104)"),
    ],
)
def test_what_chrome_100_would_miss_is_refused(css: str, found: str) -> None:
    assert faults(css) == [found]
