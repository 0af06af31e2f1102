import "../shared/ui/tokens.css";
import "../shared/ui/base.css";
import "../shared/ui/panel.css";
import "./stats.css";
import { mount } from "svelte";
import App from "./App.svelte";

const target = document.getElementById("page");
if (!target) throw new Error("stats.html has no #page");

mount(App, { target });
