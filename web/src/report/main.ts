import { mount } from "svelte";
import "../style.css";
import "../lesson.css";
import "../print.css";
import { foot } from "./footing";
import { LANGUAGE } from "../lib/language";
import { read } from "../lib/reading";
import Root from "./Root.svelte";
import Sorry from "./Sorry.svelte";

document.documentElement.lang = LANGUAGE;
const target = document.getElementById("page") ?? document.body;
const found = read(document.getElementById("payload")?.textContent ?? "");

if ("payload" in found) {
  foot(document);
  document.title = found.payload.about.title;
  mount(Root, { target, props: { payload: found.payload, fragment: location.hash } });
} else {
  mount(Sorry, { target, props: { sentence: found.sentence } });
}
