import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../shared/i18n/en.ts";
import { fr } from "../shared/i18n/fr.ts";
import { TERMS } from "../shared/i18n/terms.ts";
import { Teller, whole } from "./telling.ts";
import { local } from "./when.ts";

const french = new Teller(fr, TERMS.fr);
const english = new Teller(en, TERMS.en);
/** As a line, with ordinary spaces, so that what is expected can be read here. */
const told = (teller: Teller, fact: Readonly<Record<string, unknown>>) =>
  teller.details(fact).map(([, name, said]) => `${name}${teller === french ? " : " : ": "}${said}`).join(" · ").replace(/[\u00a0\u202f]/g, " ");
const AT = "2026-11-22T02:12:05Z";
const at = (teller: Teller) => local(AT, teller === french ? "fr-FR" : "en-GB");

test("a call tells its caller and its line in words", () => {
  const fact = { type: "regulation-call.received", origin: "15", rang_at: AT, caller: { type: "SUJET", phone: "+33612345678" } };
  assert.equal(told(french, fact), `ligne : 15 · a sonné le : ${at(french)} · appelant : Patient lui-même, +33612345678`);
  assert.equal(told(english, fact), `line: 15 · rang at: ${at(english)} · caller: The patient, +33612345678`);
});

test("an access tells what was attested and why, and nothing that is said beside it", () => {
  const fact = {
    type: "dmp-access.requested",
    call: "c1",
    mode: "bris_de_glace",
    practitioner: { role: "MEDECIN", id: "doctor-1" },
    attestation: { cannot_express_will: true, immediate_risk: true, patient_agrees: false },
    reason: "Inconsciente",
  };
  assert.equal(told(french, fact), "attesté : la personne ne peut exprimer sa volonté, sa santé est en danger immédiat · motif : Inconsciente");
  assert.equal(told(english, fact), "attested: the person cannot express their will, their health is at immediate risk · reason: Inconsciente");
  assert.equal(told(french, { type: "teleconsultation.record-access-linked", access: "a-1", mode: "centre_15" }), "accès au DMP : a-1 · mode : Centre 15");
});

test("an opened access tells until when, and the times given", () => {
  const fact = { type: "dmp-access.break-glass-invoked", reason: "Inconsciente", expires_at: AT, notices_due_at: AT, review_within: 259_200 };
  assert.equal(told(french, fact), `motif : Inconsciente · jusqu'au : ${at(french)} · informations dues avant le : ${at(french)} · délai de revue : 72 h`);
});

test("flags tell their rule, what was seen and the threshold; that there is none is told too", () => {
  const flags = [{ rule: "volume", seen: 31.5, threshold: 20 }, { rule: "off-shift", seen: null, threshold: null }];
  const fact = { type: "dmp-access.assessed", flags, policy: "default", review_due_at: AT };
  assert.equal(
    told(french, fact),
    `signalements : volume inhabituel, constaté 31,5, seuil 20 ; hors service · réglage des règles : d'origine · à relire avant le : ${at(french)}`,
  );
  assert.equal(told(french, { type: "dmp-access.assessed", policy: "3f2a9c01b7de" }), "signalements : néant · réglage des règles : 3f2a9c01b7de");
  assert.equal(told(english, { type: "dmp-access.assessed" }), "flags: none");
});

test("one code has the word of its field: a refusal is not a link, nor a file set aside", () => {
  assert.equal(told(french, { type: "dmp-access.refused", why: "role-not-allowed" }), "raison : le rôle ne permet pas cet accès");
  assert.equal(told(french, { type: "mission.escalated", why: "no-answer" }), "raison : équipes sans réponse");
  assert.equal(told(french, { type: "mobile-team.released", mission: "m1", taken_back: "no-answer" }), "mission : m1 · reprise : sans réponse");
  assert.equal(told(french, { type: "regulation-call.dismissed", code: "D.D-MALV.NRP" }), "code national : D.D-MALV.NRP (raccroché, ne répond plus)");
  assert.equal(told(english, { type: "visio-session.link-refused", reason: "reused" }), "reason: link opened before on another device");
});

test("what was read keeps its confidentiality codes, beside their words", () => {
  const fact = { type: "dmp-access.documents-searched", count: 12, hidden: 2, confidentiality: ["N", "R"] };
  assert.equal(told(french, fact), "documents montrés : 12 · documents retenus : 2 · confidentialité : N (normal) et R (restreint)");
  assert.equal(told(english, fact), "documents shown: 12 · documents held back: 2 · confidentiality: N (normal) and R (restricted)");
});

test("a patient is told as people say it, and nothing where nothing is known", () => {
  const person = { last_name: "Modèle", first_name: "Bruno", birth_date: "1961-09-17", sex: "M" };
  const fact = { type: "regulation-call.patient-identified", patient: "p2", person, status: "QUAL", ins: { number: "1", oid: "2" } };
  assert.equal(told(french, fact), "personne : Modèle Bruno, né(e) le 17/09/1961, homme · identité : QUAL (identité qualifiée)");
  assert.equal(told(english, { ...fact, person: { age: "P8M", sex: "F" } }), "person: 8 months, female · identity: QUAL (qualified identity)");
  assert.equal(told(french, { ...fact, person: {} }), "identité : QUAL (identité qualifiée)");
});

test("a bilan has its units and the decimal comma of its language", () => {
  const vitals = [
    { parameter: "TEMPERATURE", value: "36.9", unit: "°C", source: "typed", device: "", confirmed: false },
    { parameter: "SATURATION_OXYGENE", value: "84", unit: "%", source: "simulated", device: "SIM-OX", confirmed: true },
  ];
  const scores = [{ type: "news2", respiratory_rate: 22, oxygen: true, consciousness: "A", temperature: 36.9, total: 5 }];
  assert.equal(
    told(french, { type: "mission.bilan-sent", vitals, scores }),
    "constantes : Température 36,9 °C, saisie ; Saturation en oxygène 84 %, SIMULÉE, appareil SIM-OX, surprenante, confirmée" +
      " · scores : NEWS2, fréquence respiratoire 22 /min, sous oxygène, conscience A (Alerte), température 36,9 °C, total 5",
  );
  assert.match(told(english, { type: "mission.bilan-sent", vitals }), /^vital signs: Temperature 36\.9 °C, typed/);
});

test("a place has its address, its point and its way in; what was erased says so", () => {
  const place = { label: "3 rue des Essais, Obernai", position: { lat: 48.46221, lon: 7.48 }, insee: "67348", access: "digicode 12A" };
  assert.equal(
    told(french, { type: "regulation-call.located", place, missions: [] }),
    "lieu : 3 rue des Essais, Obernai, position (48,46221°, 7,48°), code Insee 67348, accès digicode 12A · missions : néant",
  );
  assert.equal(told(english, { type: "regulation-call.located", place: { label: "effacé" } }), "place: erased");
});

test("a proposal tells its teams, their journeys and their costs", () => {
  const proposal = {
    solve_id: "s-1",
    chosen: "M21",
    ranked: [{ team: "M21", eta: 412, distance: 5230, cost: 412.4, terms: [{ name: "travel", seconds: 412 }], position: null, position_age: 12, estimated: true }],
    excluded: [{ team: "M22", reason: "equipment-missing", detail: "ecg" }, { team: "M23", reason: "engaged" }],
    objective: 412,
    status: "optimal",
  };
  assert.equal(
    told(french, { type: "mission.teams-proposed", proposal }),
    "proposition : calcul s-1, équipe proposée M21, équipes classées (M21, trajet 6 min 52 s, distance 5 230 m, coût 412,4 s pondérées," +
      " détail du coût (trajet 412 s pondérées), position vieille de 12 s, trajet estimé)," +
      " équipes écartées (M22, équipement absent, ECG ; M23, déjà en mission), coût du plan 412 s pondérées, plan prouvé le meilleur",
  );
});

test("durations, days, yes and no, and what is asked", () => {
  assert.equal(told(french, { type: "visio-session.picture-seen", participant: "regulator", since_open_ms: 850, since_request_ms: 3_240, relayed: true }),
    "participant : régulateur · depuis l'ouverture du lien : 850 ms · depuis la demande : 3,2 s · par relais : oui");
  assert.equal(told(french, { type: "teleconsultation.follow-up-stated", last_seen: "2026-05-02" }), "dernière consultation le : 02/05/2026");
  assert.equal(told(french, { type: "visio-session.consent-given", language: "uk", location: false }), "langue : ukrainien · accord pour la position : non");
  assert.equal(told(english, { type: "crew-safety.check-in-set", every: 5_400 }), "every: 1 h 30 min");
  assert.equal(told(french, { type: "teleconsultation.questionnaire-answered", answers: [{ question: "again", value: 8 }], read_out: false }),
    "réponses : J'accepterais de recommencer (0 sûrement pas, 10 sûrement), réponse 8 · question lue par la salle : non");
});

test("a reading tells what was searched as the list of readings does", () => {
  const fact = { type: "file-reading.opened", what: "audit-trail", of: "doctor-1", asked: "mode=bris_de_glace practitioner=doctor-1" };
  assert.equal(told(french, fact), "quoi : traces · concerne : doctor-1 · recherche : mode : Bris de glace · professionnel : doctor-1");
  assert.equal(told(english, { ...fact, asked: "bytes=0-1023" }), "what: traces · of: doctor-1 · search: bytes=0-1023");
});

test("what nobody reads whole is shortened, and there whole on demand", () => {
  const sha256 = "0123456789abcdef".repeat(4);
  const fact = { type: "visio-session.photo-received", document: "d-1", sha256 };
  assert.equal(told(french, fact), "document : d-1 · empreinte : 0123456789ab…");
  assert.equal(whole(fact), sha256);
  assert.equal(whole({ type: "dmp-access.patient-informed", recipient: "holder", proof: "mss-holder" }), undefined);
  assert.equal(told(french, { type: "dmp-access.patient-informed", recipient: "holder", proof: "mss-holder" }), "destinataire : Titulaire · preuve de remise : mss-holder");
});

test("what has no words is shown as it came", () => {
  assert.equal(told(french, { type: "later.fact", novelty: "code-x", priority: "P9", list: [1, "b"] }), "novelty : code-x · priorité : P9 · list : 1 et b");
});
