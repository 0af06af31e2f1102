import assert from "node:assert/strict";
import { test } from "node:test";
import { elsewhere, inApp, system, token } from "./phone.ts";

const SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 12_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.0 Mobile/15E148 Safari/604.1";
const CHROME_IOS = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/110.0 Mobile/15E148 Safari/604.1";
const CHROME = "Mozilla/5.0 (Linux; Android 8.1.0; SM-J530F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.80 Mobile Safari/537.36";
const SAMSUNG = "Mozilla/5.0 (Linux; Android 9; SM-G960F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/10.1 Chrome/71.0 Mobile Safari/537.36";
const FIREFOX = "Mozilla/5.0 (Android 9; Mobile; rv:68.0) Gecko/68.0 Firefox/68.0";
const IN_APPS = [
  "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBDV/iPhone11,8]",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 200.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/200.0 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 9; SM-G960F; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/80.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Version/4.0 Chrome/90.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/300.0]",
];

test("browsers are browsers, and pages inside an application are told from them", () => {
  assert.deepEqual([SAFARI, CHROME_IOS, CHROME, SAMSUNG, FIREFOX].filter(inApp), []);
  assert.deepEqual(IN_APPS.filter((agent) => !inApp(agent)), []);
});

test("each system is told its own way on", () => {
  assert.deepEqual([system(SAFARI), system(CHROME), system("Mozilla/5.0 (X11; Linux x86_64)")], ["ios", "android", "other"]);
});

test("Android opens the page elsewhere, with what the link says", () => {
  assert.equal(elsewhere(CHROME, "https://p.example/v#s.1.mac"), "intent://p.example/v#s.1.mac#Intent;scheme=https;action=android.intent.action.VIEW;end");
  assert.equal(elsewhere(SAFARI, "https://p.example/v#s.1.mac"), null);
  assert.equal(elsewhere(CHROME, "http://127.0.0.1/v"), null);
});

test("only what looks like a token is taken for one", () => {
  assert.equal(token("#v-1a2b.1.AbC_-9"), "v-1a2b.1.AbC_-9");
  assert.equal(token("#v-1~g-2.3.AbC_-9"), "v-1~g-2.3.AbC_-9");
  for (const not of ["", "#", "#top", "#<script>", `#${"a".repeat(400)}.1.x`, "#a b.1.c"]) assert.equal(token(not), null);
});
