import type { frPages } from "./pages.fr.ts";

export const enPages: typeof frPages = {
  menu: "Pages",
  board: "Regulation board",
  wall: "Wall of the room",
  print: "Paper board",
  stats: "Statistics",
  notForYou: "This page is not open to your role.",
  printNow: "Print",
  printHelp: "Print the board as known now, even without a network",
};
