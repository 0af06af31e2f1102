"""What axe-core finds on a page as it stands, in both themes."""

from typing import Any, Final

from playwright.async_api import Page

from tests.tree import ROOT

_AXE: Final = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RUN: Final = """async ({rules}) => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    ...(rules ? {runOnly: {type: "rule", values: rules}} : {}),
  });
  return found.violations.filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, impact, help, nodes}) => `${impact} ${id} (${help}): `
      + nodes.map(({html, failureSummary}) => `${html}: ${failureSummary}`).join(" | "));
}"""
_IN_OTHER_COLOURS: Final = ["color-contrast"]
"""All that changes with the theme."""


async def findings(page: Page) -> list[str]:
    """The serious and critical findings of the page in each theme; it is left in the one it had."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE.read_text("utf-8"))
    before = await page.evaluate("document.documentElement.dataset.theme")
    found = [f"{before}: {each}" for each in await _run(page, None)]
    other = "light" if before == "dark" else "dark"
    await _wear(page, other)
    found += [f"{other}: {each}" for each in await _run(page, _IN_OTHER_COLOURS)]
    await _wear(page, before)
    return found


async def _run(page: Page, rules: list[str] | None) -> list[str]:
    found: Any = await page.evaluate(_RUN, {"rules": rules})
    return found


async def _wear(page: Page, theme: str) -> None:
    # Colours that are still on their way would be measured half-way.
    await page.evaluate(
        """theme => {
          document.documentElement.dataset.theme = theme;
          const moving = document.getAnimations().filter(each => each instanceof CSSTransition);
          moving.forEach(each => each.finish());
        }""",
        theme,
    )
