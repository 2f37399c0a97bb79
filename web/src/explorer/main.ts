import { mount } from "svelte";
import "../style.css";
import "../lesson.css";
import "../explorer.css";
import { LANGUAGE } from "../lib/language";
import { Server, takeToken } from "./api";
import Explorer from "./Explorer.svelte";
import { Session } from "./session.svelte";

// The address that the program printed, pasted into a page that is open already.
addEventListener("hashchange", () => {
  if (new URLSearchParams(location.hash.slice(1)).has("token")) {
    takeToken(location, history, sessionStorage);
    location.reload();
  }
});

document.documentElement.lang = LANGUAGE;
const token = takeToken(location, history, sessionStorage);
const session = new Session(new Server(token));
mount(Explorer, { target: document.getElementById("page") ?? document.body, props: { session, fragment: location.hash.slice(1) } });
