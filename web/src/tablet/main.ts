import "./tokens.css";
import "../shared/ui/base.css";
import "./tablet.css";
import { mount } from "svelte";
import { openOnTouch } from "./alarm.ts";
import App from "./App.svelte";
import { openStore } from "./store.ts";

const target = document.getElementById("page");
if (!target) throw new Error("tablet.html has no #page");

// The page without it needs the network to open; with it, never again.
if (import.meta.env.PROD) void navigator.serviceWorker?.register("/tablet-sw.js", { scope: "/tablet", updateViaCache: "none" });
openOnTouch();
const { store, keeping } = await openStore();
mount(App, { target, props: { store, keeping } });
