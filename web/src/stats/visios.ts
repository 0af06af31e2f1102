/** Video sessions in numbers, as rows of a plot and of its table. Pure. */
import type { paths } from "../generated/api.ts";

export type VisioAnswer = paths["/api/statistics/visios"]["get"]["responses"][200]["content"]["application/json"];
export type Pictures = VisioAnswer["overall"];

/** All of them first, then by telephone, then by network. */
export const rowsOf = (answer: VisioAnswer): Pictures[] => [answer.overall, ...answer.by_phone, ...answer.by_network];
