/**
 * How a preview looks: the colours and the type of the engine's other pages. What is shown is chosen by radio buttons and
 * this style sheet alone, so that the page needs no script.
 */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #16231d; --soft: #56655d; --line: #dde5e0; --paper: #f4f7f5; --card: #fff;
  --green: #1b6b47; --on-green: #fff; --red: #a3312a; --amber: #8a5a00; --wash: #e6f2eb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8efeb; --soft: #a3b3aa; --line: #2e3b34; --paper: #101713;
  --card: #18211c; --green: #5fc496; --on-green: #08130d; --red: #f0938b; --amber: #e0b35c; --wash: #1d3328; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.55rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0 0 .6rem; }
p { margin: 0; }
a { color: var(--green); }
.soft { color: var(--soft); }
.top { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; margin-bottom: 1rem; }
.brand { color: var(--green); font-weight: 700; letter-spacing: .02em; }
.top code { font-size: 1rem; }
.choices { display: flex; flex-wrap: wrap; gap: .6rem 1.6rem; margin: 0 0 1rem; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; display: flex; flex-wrap: wrap; align-items: center; gap: .3rem; }
legend { float: left; padding: 0; margin-right: .5rem; color: var(--soft); }
label { position: relative; display: inline-block; border: 1px solid var(--line); background: var(--card); border-radius: 99px;
  padding: .15rem .8rem; cursor: pointer; font-weight: 600; }
label small { font-weight: 400; color: var(--soft); }
label:hover { border-color: var(--green); }
label:has(:checked) { background: var(--green); border-color: var(--green); color: var(--on-green); }
label:has(:checked) small { color: inherit; }
label:has(:focus-visible) { outline: 3px solid var(--green); outline-offset: 2px; }
input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; margin: 0 0 1rem; }
.view { display: none; }
.head .soft { margin: .25rem 0 .9rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.size { display: flex; flex-wrap: wrap; align-items: center; gap: .2rem .8rem; }
.bar { flex: 0 1 16rem; min-width: 6rem; height: .6rem; border-radius: 99px; background: var(--wash); overflow: hidden;
  border: 1px solid var(--line); }
.bar span { display: block; height: 100%; background: var(--green); }
.bar.full span { background: var(--red); }
.bars .choices { margin: 0; }
.tabs legend { position: absolute; clip-path: inset(50%); }
.bars { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .6rem 1.6rem; margin: 0 0 .8rem; }
.tabs label { border-radius: 8px; }
.panel { display: none; padding: 0; overflow: hidden; }
.stage { background: var(--paper); display: flex; justify-content: center; }
iframe { display: block; width: 100%; height: max(34rem, calc(100vh - 7rem)); border: 0; background: #fff; color-scheme: light; }
pre { font: .86rem/1.5 ui-monospace, Menlo, Consolas, monospace; margin: 0; padding: 1.1rem 1.25rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .9em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .5rem 1.25rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
tr:first-child th, tr:first-child td { border-top: 0; }
tbody th { white-space: nowrap; width: 1%; padding-right: 0; }
td { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .86rem; }
.empty { padding: 1.1rem 1.25rem; }
.findings { border-left: 4px solid var(--amber); } .findings.wrong { border-left-color: var(--red); }
.findings ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem; }
.findings li { overflow-wrap: anywhere; }
.note { font-size: .9rem; color: var(--soft); }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
  tbody th { white-space: normal; } th, td { padding: .5rem .8rem; } }
body:has(#panel-mail:checked) .panel.mail, body:has(#panel-text:checked) .panel.text,
body:has(#panel-headers:checked) .panel.headers, body:has(#panel-links:checked) .panel.links,
body:has(#panel-source:checked) .panel.source { display: block; }
body:not(:has(#panel-mail:checked)) .looks { display: none; }
body:has(#look-dark:checked) iframe { color-scheme: dark; background: transparent; }
body:has(#width-phone:checked) .stage { padding: 1rem; }
body:has(#width-phone:checked) iframe { width: 390px; max-width: 100%; border: 1px solid var(--line); border-radius: 18px;
  height: max(34rem, min(844px, calc(100vh - 7rem))); }
`;
