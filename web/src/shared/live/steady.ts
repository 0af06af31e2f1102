/** A clock in milliseconds that never goes back, and that counts the time a machine sleeps. */
export type Steady = () => number;

/**
 * `ticks` stops on some machines while they sleep and `wall` jumps when it is set: the larger step is
 * taken, so that data may look older than it is but never younger.
 */
export function steadyClock(ticks: () => number, wall: () => number): Steady {
  let [lastTick, lastWall, value] = [ticks(), wall(), 0];
  return () => {
    const [tick, date] = [ticks(), wall()];
    value += Math.max(0, tick - lastTick, date - lastWall);
    [lastTick, lastWall] = [tick, date];
    return value;
  };
}

export const steady = steadyClock(() => performance.now(), () => Date.now());
