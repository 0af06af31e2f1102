import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Feed } from "./feed.ts";
import { type Line, SILENCE_MS } from "./freshness.ts";

/** What the browser gives, driven by hand. */
class Source extends EventTarget {
  static readonly CLOSED = 2;
  static made: Source[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor() {
    super();
    Source.made.push(this);
  }

  close(): void {
    this.readyState = Source.CLOSED;
  }

  says(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
}

let now = 0;
let frames: string[] = [];
let refusals = 0;
let line: Line | null = null;

function started(): Feed {
  const listener = {
    frame: (name: string, data: unknown) => void frames.push(`${name} ${JSON.stringify(data)}`),
    line: (told: Line) => (line = told),
    refused: () => (refusals += 1),
  };
  const feed = new Feed("/live", listener, () => now);
  feed.start();
  return feed;
}

function passes(ms: number): void {
  for (let left = ms; left > 0; left -= 1_000) {
    now += Math.min(left, 1_000);
    mock.timers.tick(Math.min(left, 1_000));
  }
}

const source = (n: number): Source => {
  const made = Source.made.at(n);
  assert.ok(made);
  return made;
};

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  Object.assign(globalThis, { EventSource: Source });
  Source.made = [];
  [now, frames, refusals, line] = [0, [], 0, null];
});

test("frames are read and make the line fresh", () => {
  started();
  source(0).says("beat", { at: "2026-11-21T03:00:00Z" });
  assert.deepEqual(frames, ['beat {"at":"2026-11-21T03:00:00Z"}']);
  assert.deepEqual(line, { connection: "open", dialledAt: 0, heardAt: 0, cutAt: null });
});

test("a dropped line is left to the browser, which says what it has seen; it is fresh once taken up", () => {
  started();
  source(0).says("beat", {});
  passes(2_000);
  source(0).onerror?.();
  assert.deepEqual([line?.cutAt, Source.made.length, refusals], [2_000, 1, 0]);
  passes(1_000);
  source(0).onopen?.();
  assert.deepEqual([line?.cutAt, line?.heardAt], [null, 3_000]);
});

test("a refused line asks why, and is called again after a wait", () => {
  started();
  source(0).readyState = Source.CLOSED;
  source(0).onerror?.();
  assert.deepEqual([refusals, Source.made.length], [1, 1]);
  passes(1_000);
  assert.equal(Source.made.length, 2);
});

test("a line that stays open and says nothing is hung up, and called again once, not every second", () => {
  started();
  source(0).onopen?.();
  source(0).says("beat", {});
  passes(SILENCE_MS - 1_000);
  assert.equal(Source.made.length, 1);
  passes(3_000);
  assert.deepEqual([source(0).readyState, Source.made.length, line?.cutAt], [Source.CLOSED, 2, SILENCE_MS]);
});

test("beats keep a quiet line", () => {
  started();
  for (let n = 0; n < 10; n++) {
    source(0).says("beat", {});
    passes(15_000);
  }
  assert.equal(Source.made.length, 1);
});

test("a stopped feed stays stopped", () => {
  const feed = started();
  feed.stop();
  passes(60_000);
  assert.deepEqual([Source.made.length, source(0).readyState, line?.connection], [1, Source.CLOSED, "cut"]);
});
