/**
 * A reading whose answers may overtake each other: what was asked for before something already shown is dropped, or an
 * action just entered would go from the screen again. Pure.
 */
export function inOrder<Value>(ask: () => Promise<Value>, show: (value: Value) => void): () => Promise<void> {
  let [asked, shown] = [0, 0];
  return async () => {
    const turn = ++asked;
    const value = await ask();
    if (turn < shown) return;
    shown = turn;
    show(value);
  };
}
