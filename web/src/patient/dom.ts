/** The page's nodes, made by hand: no word of anybody's ever becomes markup. */
type Child = Node | string | null | false;
type Props = Readonly<Record<string, unknown>>;

/** An element. Functions become listeners (`onclick`), `true` an empty attribute; null and false leave it out. */
export function h<Name extends keyof HTMLElementTagNameMap>(name: Name, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value as EventListener);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : String(value));
  }
  fill(element, ...children);
  return element;
}

/** Put `children` in the place of what is there. replaceChildren came after the phones of 2018. */
export function fill(element: Element, ...children: Child[]): void {
  while (element.firstChild) element.removeChild(element.firstChild);
  for (const child of children) if (child !== null && child !== false) element.append(typeof child === "string" ? bound(child) : child);
}

/** French puts a space before some signs, which must not begin a line. */
export const bound = (text: string): string => text.replace(/ ([»:;?!%])/g, "\u00a0$1").replace(/« /g, "«\u00a0");
