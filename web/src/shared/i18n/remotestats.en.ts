import type { frRemoteStats } from "./remotestats.fr.ts";

/** Teleconsultations in numbers, on the statistics page. */
export const enRemoteStats: typeof frRemoteStats = {
  heading: "Teleconsultations",
  help: "By form, and what patients say of them.",
  opened: (n, reported) => (n === 0 ? "None in this period." : `${n} prepared, ${reported} with a report.`),
  form: "Form",
  all: "All",
  columns: { opened: "Prepared", begun: "Held", reported: "Report", refused: "Refused", given_up: "Given up", answered: "Answered", declined: "Declined" },
  questionnaire: (n, readOut) => (n === 0 ? "No patient answered." : `${n} patients answered, ${readOut} of them read out by the room.`),
  question: "Question",
  answers: "Answers",
  median: "Median",
  steps: "From lowest to highest",
  step: (step, count) => `${step}: ${count}`,
  none: "–",
  csv: "CSV file of teleconsultations",
  fault: "The numbers of teleconsultations did not arrive.",
};
