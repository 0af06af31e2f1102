"""What can be touched on a page of the tablet, and is smaller than a gloved finger."""

from typing import Any, Final

from playwright.async_api import Page

_SMALL: Final = """() => {
  const root = getComputedStyle(document.documentElement);
  const wanted = parseFloat(root.getPropertyValue("--target")) - 0.5;
  const touched = "button, input, select, textarea, summary, a[href], [role=button], [onclick], canvas";
  const area = (element) => {
    const own = element.getBoundingClientRect();
    // A box to tick is touched by its words too: their label is its target.
    const label = element.matches("input[type=checkbox], input[type=radio]") ? element.closest("label") : null;
    const around = label?.getBoundingClientRect() ?? own;
    return {width: Math.max(own.width, around.width), height: Math.max(own.height, around.height)};
  };
  const seen = [...document.querySelectorAll(touched)].filter((each) => each.checkVisibility() && !each.closest("[inert]"));
  const small = seen.map((element) => ({element, ...area(element)}))
    .filter(({width, height}) => width < wanted || height < wanted)
    .map(({element, width, height}) => `${Math.round(width)} x ${Math.round(height)}: ${element.outerHTML.slice(0, 120)}`);
  return {seen: seen.length, small};
}"""  # noqa: E501  # a program of its own


async def too_small(page: Page) -> list[str]:
    """Every target of the page as it stands that is under 15 mm (`--target`) either way."""
    found: Any = await page.evaluate(_SMALL)
    assert found["seen"] > 0, "nothing can be touched here: the page is not what was meant"
    return found["small"]
