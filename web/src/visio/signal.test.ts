import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff } from "./backoff.ts";
import { type Line, SignalLine, type Socket } from "./signal.ts";
import { type FromServer, read } from "./wire.ts";

class Wire implements Socket {
  onopen = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly sent: string[] = [];
  closed = false;
  send(frame: string): void {
    this.sent.push(JSON.parse(frame).type);
  }
  close(): void {
    this.closed = true;
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  fall(code = 1006, reason = ""): void {
    this.onclose?.({ code, reason });
  }
}

/** A line whose time is in the test's hands. */
function aLine() {
  const wires: Wire[] = [];
  const timers: { ms: number; wake: () => void; off: boolean }[] = [];
  const heard: FromServer[] = [];
  const lines: Line[] = [];
  const around = {
    open: () => {
      wires.push(new Wire());
      return wires.at(-1)!;
    },
    later: (ms: number, wake: () => void) => {
      const timer = { ms, wake, off: false };
      timers.push(timer);
      return () => (timer.off = true);
    },
    random: () => 1,
  };
  const line = new SignalLine(around, { heard: (message) => heard.push(message), line: (each) => lines.push(each) });
  line.start();
  return { line, wires, heard, lines, due: () => timers.filter(({ off }) => !off).at(-1)! };
}
const WELCOME = { type: "welcome", you: "b", peers: [], ice: { servers: [], policy: "all" }, ladder: "video" };

test("what is said while the line is down is said at the welcome, where it is still true", () => {
  const { line, wires, due } = aLine();
  wires[0]!.say(WELCOME);
  wires[0]!.fall();
  line.send({ type: "ladder", step: "audio", why: "loss", automatic: true, took_ms: 3000 });
  line.send({ type: "signal", to: "a", data: { candidate: null } });
  due().wake();
  assert.equal(wires.length, 2);
  assert.deepEqual(wires[1]!.sent, []);
  wires[1]!.say(WELCOME);
  assert.deepEqual(wires[1]!.sent, ["ladder"]);
});

test("each fall waits longer, and a welcome forgives", () => {
  const { wires, due } = aLine();
  const waits: number[] = [];
  for (let n = 0; n < 4; n++) {
    wires.at(-1)!.fall();
    waits.push(due().ms);
    due().wake();
  }
  assert.deepEqual(waits, [300, 600, 1200, 2400]);
  wires.at(-1)!.say(WELCOME);
  wires.at(-1)!.fall();
  assert.equal(due().ms, 300);
});

test("a refusal is the end, with its name; too many words is a wait", () => {
  const { wires, heard, lines } = aLine();
  wires[0]!.say({ type: "refused", why: "not-invited" });
  assert.deepEqual(heard, []);
  wires[0]!.fall(4403);
  assert.deepEqual(heard, [{ type: "refused", why: "not-invited" }]);
  assert.equal(lines.at(-1), "closed");
  const other = aLine();
  other.wires[0]!.fall(4429);
  assert.equal(other.lines.at(-1), "down");
});

test("the end of the session closes the line for good", () => {
  const { line, wires, lines } = aLine();
  wires[0]!.say(WELCOME);
  wires[0]!.say({ type: "ended", how: "visio-session.ended" });
  wires[0]!.fall(1000);
  line.again();
  assert.deepEqual([wires.length, lines.at(-1)], [1, "closed"]);
});

test("a changed network does not wait for the old line, nor hear it any more", () => {
  const { line, wires, heard } = aLine();
  wires[0]!.say(WELCOME);
  line.again();
  assert.deepEqual([wires.length, wires[0]!.closed, wires[0]!.onmessage], [2, true, null]);
  assert.equal(heard.length, 1);
});

test("a line that opens and says nothing is opened again", () => {
  const { wires, due } = aLine();
  assert.equal(due().ms, 8_000);
  due().wake();
  assert.equal(wires.length, 2);
});

test("leaving says so", () => {
  const { line, wires } = aLine();
  wires[0]!.say(WELCOME);
  line.close();
  assert.deepEqual([wires[0]!.sent, wires[0]!.closed], [["bye"], true]);
});

test("what is no message of ours is let go", () => {
  for (const frame of ["", "{", "[]", "null", '{"type":"other"}', '{"type":"ladder","step":"up"}', new ArrayBuffer(2)]) {
    assert.equal(read(frame), null);
  }
  assert.deepEqual(read('{"type":"left","peer":"a"}'), { type: "left", peer: "a" });
});

test("waiting is bounded and spread", () => {
  assert.deepEqual([backoff(0, 0), backoff(0, 1), backoff(60, 1)], [150, 300, 10_000]);
});
