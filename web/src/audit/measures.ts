/** Numbers of facts, with the unit that each field has. Pure. */
import type { Dictionary } from "../shared/i18n/fr.ts";
import type { Terms } from "../shared/i18n/terms.ts";

type Unit = "s" | "ms" | "weighted" | "bytes" | "m" | "px" | "%" | "/min" | "mmHg" | "°C" | "°";

/** Units as `domain` has them; a number that is not here counts something. */
export const UNITS: Readonly<Record<string, Unit>> = {
  acknowledge_within: "s", after_seconds: "s", review_within: "s", max_eta: "s", every: "s", eta: "s", position_age: "s", this_mission: "s",
  took_ms: "ms", since_open_ms: "ms", since_request_ms: "ms",
  cost: "weighted", seconds: "weighted", objective: "weighted", bound: "weighted", overall: "weighted",
  distance: "m", accuracy_m: "m",
  battery: "%", saturation: "%",
  respiratory_rate: "/min", heart_rate: "/min", systolic: "mmHg", temperature: "°C",
  size: "bytes", width: "px", height: "px",
  lat: "°", lon: "°",
};

/** A number of field `name`: `2 h 5 min`, `36,9 °C`, `1 204`. */
export function measured(name: string, value: number, t: Dictionary, terms: Terms): string {
  const unit = UNITS[name];
  switch (unit) {
    case undefined:
      return number(value, t);
    case "s":
      return lasting(value, t);
    case "ms":
      return Math.abs(value) < 1_000 ? `${number(value, t)}\u00a0ms` : lasting(value / 1_000, t);
    case "%":
      return new Intl.NumberFormat(t.locale, { style: "percent" }).format(value / 100);
    case "°":
      return `${number(value, t, 5)}°`;
    case "weighted":
    case "bytes":
      return `${number(value, t)}\u00a0${terms.value[unit]}`;
    default:
      return `${number(value, t)}\u00a0${unit}`;
  }
}

const number = (value: number, t: Dictionary, digits = 2): string => new Intl.NumberFormat(t.locale, { maximumFractionDigits: digits }).format(value);

/** Seconds to the second, in tenths under a minute: what is proof is not rounded to minutes. */
function lasting(seconds: number, t: Dictionary): string {
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? "−" : "";
  if (size < 59.95) return `${sign}${number(Math.round(size * 10) / 10, t)}\u00a0s`;
  const whole = Math.round(size);
  const parts = [[Math.floor(whole / 3600), "h"], [Math.floor(whole / 60) % 60, "min"], [whole % 60, "s"]] as const;
  return sign + parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}\u00a0${unit}`).join(" ");
}
