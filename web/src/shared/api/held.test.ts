import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { type Ending, type Held, Holding, LATE_MS, secondsLeft } from "./held.ts";

/** A clock that a test moves. */
class Clock {
  at = 0;
  #alarms: { due: number; wake: () => void }[] = [];

  now = () => this.at;

  later = (ms: number, wake: () => void) => {
    const alarm = { due: this.at + ms, wake };
    this.#alarms.push(alarm);
    return () => void (this.#alarms = this.#alarms.filter((one) => one !== alarm));
  };

  /** Let `ms` go by; with `asleep`, the alarms only ring at the end. */
  async pass(ms: number, asleep = false): Promise<void> {
    const end = this.at + ms;
    for (const alarm of this.#alarms.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)) {
      this.at = asleep ? end : alarm.due;
      alarm.wake();
    }
    this.at = end;
    await Promise.resolve();
  }

  get waits(): number {
    return this.#alarms.length;
  }
}

let clock = new Clock();
let shown: readonly Held[] = [];
let endings: [string, Ending][] = [];
let holding = new Holding(clock, (held) => (shown = held));

function hold(name: string, ms = 4_000): void {
  void holding.hold(name, ms).then((ending) => endings.push([name, ending]));
}

const names = () => shown.map(({ name }) => name);

beforeEach(() => {
  clock = new Clock();
  [shown, endings] = [[], []];
  holding = new Holding(clock, (held) => (shown = held));
});

test("it leaves when its time is up, and not before", async () => {
  hold("order");
  await clock.pass(3_999);
  assert.deepEqual([names(), endings], [["order"], []]);
  await clock.pass(1);
  assert.deepEqual([names(), endings], [[], [["order", "due"]]]);
});

test("taken back, it never leaves", async () => {
  hold("order");
  await clock.pass(3_999);
  holding.undo();
  await clock.pass(60_000);
  assert.deepEqual([names(), endings, clock.waits], [[], [["order", "undone"]], 0]);
});

test("hastened, it leaves at once and only once", async () => {
  hold("order");
  holding.hasten();
  holding.hasten();
  await clock.pass(60_000);
  assert.deepEqual(endings, [["order", "hastened"]]);
});

test("the newest is taken back first, or the one that is named", async () => {
  hold("first");
  hold("second");
  hold("third");
  holding.undo();
  holding.undo(shown[0]?.id);
  await clock.pass(0);
  assert.deepEqual([names(), endings], [["second"], [["third", "undone"], ["first", "undone"]]]);
});

test("each keeps its own time", async () => {
  hold("slow", 6_000);
  await clock.pass(1_000);
  hold("quick", 4_000);
  await clock.pass(4_000);
  assert.deepEqual([names(), endings], [["slow"], [["quick", "due"]]]);
});

test("at the end of the session all that waits is dropped, and said", async () => {
  hold("first");
  hold("second");
  holding.drop();
  await clock.pass(60_000);
  assert.deepEqual(endings, [["first", "dropped"], ["second", "dropped"]]);
});

test("a machine that slept gives no order of before", async () => {
  hold("order");
  await clock.pass(4_000 + LATE_MS + 1, true);
  hold("other");
  await clock.pass(4_000 + LATE_MS, true);
  assert.deepEqual(endings, [["order", "lapsed"], ["other", "due"]]);
});

test("nothing waits: taking back and hastening do nothing", async () => {
  holding.undo();
  holding.hasten(7);
  holding.drop();
  await clock.pass(1);
  assert.deepEqual(endings, []);
});

test("the seconds left never say less than there are", () => {
  const held = { id: 1, name: "order", since: 1_000, ms: 4_000 };
  assert.deepEqual([1_000, 1_001, 4_001, 5_000, 9_000].map((now) => secondsLeft(held, now)), [4, 4, 1, 0, 0]);
});
