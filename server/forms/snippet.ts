/**
 * The script that a page of another site loads: it puts the form into a frame where its tag stands, hands on how the visitor
 * came, and gives the frame the height that the form needs. Depends on nothing, sets no cookie, and believes messages of its own
 * frame only. Plain ES2018.
 */
import type { Form } from '../../domain/form.ts';
import { wordedFor } from '../../domain/worded-text.ts';

/** @param language the one of the organisation, for the name of the frame */
export function snippetFor(form: Form, publicUrl: string, language: string): string {
  const told = { form: form.form, origin: new URL(publicUrl).origin, url: `${publicUrl}/f/${form.form}` };
  const title = wordedFor(form.title, language, language);
  // Inside a script `</script` is harmless, as it is a file of its own; what is in quotes is JSON.
  return `/* Tendril form ${form.form} */
(function (o, title) {
'use strict';
var d = document, tag = d.currentScript;
if (!tag) return;
var pass = ['utm_source','utm_medium','utm_campaign','utm_term','utm_content','gclid','gbraid','wbraid','fbclid','msclkid','li_fat_id','ttclid','t'];
function bare(u) { try { var x = new URL(u); return x.origin + x.pathname; } catch (e) { return ''; } }
/* The first page of the visit, and how it was reached; kept until the tab is closed, and only on this site. */
function visit() {
  var now = { page: bare(location.href), referrer: bare(d.referrer), q: {} }, here = new URLSearchParams(location.search), key = 'tendril-visit', old = null;
  pass.forEach(function (k) { var v = here.get(k); if (v) now.q[k] = v.slice(0, 200); });
  try { old = JSON.parse(sessionStorage.getItem(key)); } catch (e) {}
  if (old && old.page && !Object.keys(now.q).length) return old;
  if (old && old.page) { now.page = old.page; now.referrer = old.referrer; }
  try { sessionStorage.setItem(key, JSON.stringify({ page: now.page, referrer: now.referrer, q: Object.assign({}, now.q, { t: undefined }) })); } catch (e) {}
  return now;
}
var v = visit(), q = new URLSearchParams(), f = d.createElement('iframe');
q.set('embed', '1');
q.set('site', location.origin);
Object.keys(v.q).forEach(function (k) { q.set(k, v.q[k]); });
if (v.page) q.set('page', v.page);
if (v.referrer) q.set('referrer', v.referrer);
var lang = tag.getAttribute('data-lang') || d.documentElement.lang;
if (lang) q.set('lang', lang);
var who = typeof window.tendril === 'function' && window.tendril('visitor');
if (who) q.set('visitor', who);
f.src = o.url + '?' + q;
f.title = tag.getAttribute('data-title') || title;
f.style.cssText = 'width:100%;border:0;display:block;height:32rem';
f.setAttribute('referrerpolicy', 'strict-origin-when-cross-origin');
addEventListener('message', function (e) {
  var m = e.data;
  if (e.origin !== o.origin || e.source !== f.contentWindow || !m || m.tendril !== 'height' || m.form !== o.form) return;
  if (typeof m.height === 'number' && m.height > 0 && m.height < 20000) f.style.height = Math.ceil(m.height) + 'px';
});
function place() {
  var target = tag.getAttribute('data-target'), box = target && d.querySelector(target);
  if (box) box.appendChild(f); else if (tag.parentNode) tag.parentNode.insertBefore(f, tag.nextSibling);
}
if (tag.getAttribute('data-target') && d.readyState === 'loading') d.addEventListener('DOMContentLoaded', place); else place();
})(${scriptJson(told)}, ${scriptJson(title)});
`;
}

/** JSON as a part of a script: two marks end a line there and do not in JSON. */
const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029').replaceAll('<', '\\u003c');
