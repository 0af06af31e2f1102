import type { frAsked } from "./asked.fr.ts";

/** The short questionnaire once it is over, in English. */
export const enAsked: typeof frAsked = {
  heading: "Your opinion, if you wish",
  help: "Five questions at most. You may skip some, or not answer: it changes nothing for your care.",
  questions: {
    explained: "Things were explained to me clearly",
    "seen-and-heard": "I saw and heard the doctor well",
    "listened-to": "I felt listened to",
    again: "I would agree to do it again",
    change: "Since then, how are you?",
  },
  ends: { explained: ["not at all", "fully"], "seen-and-heard": ["not at all", "fully"], "listened-to": ["not at all", "fully"], again: ["certainly not", "certainly"] },
  changes: ["Much better", "Better", "A little better", "The same", "A little worse", "Worse", "Much worse"],
  send: "Send",
  decline: "Do not answer",
  none: "Choose at least one answer, or “Do not answer”.",
  sending: "Sending your answer…",
  failed: "Your answer was not sent. Try again, or close this page.",
  answered: "Thank you, your opinion is noted.",
  declined: "You are not answering, that is noted.",
};
