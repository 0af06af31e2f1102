import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../shared/i18n/en.ts";
import { fr } from "../shared/i18n/fr.ts";
import { TERMS } from "../shared/i18n/terms.ts";
import { searched } from "./searched.ts";

process.env["TZ"] = "Europe/Paris";

/** With ordinary spaces, so that what is expected can be read here. */
const plain = (said: string) => said.replace(/[\u00a0\u202f]/g, " ");
const french = (asked: string) => plain(searched(asked, fr, TERMS.fr));
const english = (asked: string) => plain(searched(asked, en, TERMS.en));

test("a search is told as its form says it, in local time", () => {
  const asked = "flagged=True mode=bris_de_glace practitioner=doctor-1 since=2026-11-20T22:00:00+00:00 to_review=True until=2026-11-21T22:00:00.250000+00:00";
  assert.equal(
    french(asked),
    "signalés seulement · mode : Bris de glace · professionnel : doctor-1 · depuis : 20/11/2026 23:00:00 · à relire seulement · jusqu'à : 21/11/2026 23:00:00",
  );
  assert.equal(
    english(asked),
    "flagged only · mode: Break-glass · professional: doctor-1 · since: 20/11/2026 23:00:00 · to review only · until: 21/11/2026 23:00:00",
  );
});

test("a next page, an access and a verdict have their words too", () => {
  const asked = "access=a-1 before=4210 call=c-1 patient=p-1 verdict=to-clarify";
  assert.equal(french(asked), "accès : a-1 · page suivante · appel : c-1 · patient (référence) : p-1 · verdict : À éclaircir");
  assert.equal(english(asked), "access: a-1 · next page · call: c-1 · patient (reference): p-1 · verdict: To clarify");
});

test("a flag that is false says so", () => {
  assert.equal(french("flagged=False to_review=False"), "sans signalement · sans relecture attendue");
  assert.equal(english("flagged=False to_review=False"), "without a flag · no review awaited");
});

test("an export tells its format, whether it is sealed, and no token", () => {
  const asked = "format=bundle ins_token=3f2a9c01b7de opened=False person=doctor-1";
  assert.equal(french(asked), "format : Extrait signé, avec preuves · par numéro INS · extrait scellé, sans les clés · professionnel : doctor-1");
  assert.equal(english(asked), "format: Signed extract, with proofs · by INS number · sealed extract, without the keys · professional: doctor-1");
  assert.equal(french("format=csv opened=True"), "format : CSV · non scellé");
});

test("a search among readings tells who read, and of what", () => {
  assert.equal(french("by=auditor-1 of=reviews"), "lu par : auditor-1 · dossier, accès ou recherche : revues");
  assert.equal(english("by=auditor-1 of=c-1"), "read by: auditor-1 · file, access or search: c-1");
});

test("a value may hold spaces, and a code without words stays", () => {
  assert.equal(french("patient=une personne mode=constructor"), "patient (référence) : une personne · mode : constructor");
});

test("what is not wholly a search is shown as it came", () => {
  const others = [
    "bytes=0-1023",
    "dossier relu à la demande du chef de service",
    "à la main call=c-1",
    "call=c-1 team=M21",
    "call=c-1 call=c-2",
    "call=c-1 since=hier",
    "since=2026-13-20T22:00:00+00:00",
    "before=plus flagged=True",
    "flagged=oui",
    "call=",
  ];
  for (const asked of others) assert.equal(searched(asked, fr, TERMS.fr), asked);
});
