import { mount } from "svelte";
import Board from "./Board.svelte";

const target = document.getElementById("page");
if (!target) throw new Error("board.html has no #page");

mount(Board, { target });
