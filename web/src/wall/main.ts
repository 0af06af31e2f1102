import "../shared/ui/tokens.css";
import "../shared/ui/base.css";
import "./theme.svelte.ts";
import { mount } from "svelte";
import App from "./App.svelte";

const target = document.getElementById("page");
if (!target) throw new Error("wall.html has no #page");

mount(App, { target });
