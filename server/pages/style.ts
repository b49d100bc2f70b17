/**
 * The style sheet of all pages, inline and fixed, so that its hash can stand in the content security policy.
 */
export const styleSheet = `
:root { color-scheme: light dark; --ink: #16231d; --soft: #56655d; --line: #dde5e0; --paper: #f4f7f5; --card: #fff;
  --green: #1b6b47; --on-green: #fff; --red: #a3312a; --wash: #e6f2eb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8efeb; --soft: #a3b3aa; --line: #2e3b34; --paper: #101713;
  --card: #18211c; --green: #5fc496; --on-green: #08130d; --red: #f0938b; --wash: #1d3328; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
.card h1 { margin-bottom: .6rem; }
h2 { font-size: 1.05rem; margin: 0 0 .8rem; }
p { margin: 0 0 .8rem; }
a { color: var(--green); }
.soft, time { color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; margin: 1rem 0; }
.brand { color: var(--green); font-weight: 700; letter-spacing: .02em; margin: 0 0 1.2rem; }
.badges { display: flex; flex-wrap: wrap; gap: .5rem; margin: .9rem 0 0; padding: 0; list-style: none; }
.badges li { background: var(--wash); border-radius: 99px; padding: .15rem .8rem; font-weight: 600; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .35rem 1.2rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
ol, ul.plain { list-style: none; margin: 0; padding: 0; }
.line { display: grid; grid-template-columns: 9.5rem 1fr; gap: .2rem 1rem; padding: .45rem 0; border-top: 1px solid var(--line); }
.line:first-child { border-top: 0; }
.points { font-variant-numeric: tabular-nums; font-weight: 600; }
form { display: grid; gap: .8rem; }
label { font-weight: 600; display: block; margin-bottom: .25rem; }
fieldset { border: 0; margin: 0 0 .6rem; padding: 0; min-width: 0; }
legend { font-weight: 650; font-size: 1.05rem; padding: 0; margin: 0 0 .35rem; }
.choice { display: grid; grid-template-columns: 1.35rem 1fr; column-gap: .65rem; align-items: start; padding: .4rem 0; }
.choice label { font-weight: 400; margin: 0; overflow-wrap: anywhere; }
.choice p { grid-column: 2; margin: 0; font-size: .92rem; }
.choice input { width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; accent-color: var(--green); }
.day { padding: .2rem 0 .4rem; padding-inline-start: 2rem; }
.day label { font-weight: 400; }
@supports selector(:has(*)) { fieldset:not(:has([value="date"]:checked)) > .day { display: none; } }
.done { background: var(--wash); border-radius: 8px; padding: .6rem .9rem; font-weight: 600; margin: .8rem 0; }
.under { padding: 0 1.25rem; }
blockquote { margin: 0 0 1rem; padding: .2rem 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--green);
  white-space: pre-line; overflow-wrap: anywhere; }
form + form { margin-top: 1.4rem; padding-top: 1.4rem; border-top: 1px solid var(--line); }
details { margin: .4rem 0; } summary { cursor: pointer; color: var(--green); } details > form { margin-top: .8rem; }
input[type="date"], input[type="datetime-local"] { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft);
  border-radius: 8px; padding: .55rem .7rem; max-width: 100%; }
input:not([type]), input[type="text"], input[type="email"], input[type="tel"], select, textarea { width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft);
  border-radius: 8px; padding: .55rem .7rem; }
textarea { min-height: 5.5rem; }
form > div > p { margin: 0 0 .3rem; }
.mistakes { border: 2px solid var(--red); border-radius: 8px; padding: .8rem 1rem; margin: 0 0 1rem; }
.mistakes h2 { margin: 0 0 .3rem; } .mistakes a { color: var(--red); }
[aria-invalid="true"] { border-color: var(--red); border-width: 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: .7rem; }
.trap { position: absolute; left: -10000px; top: auto; width: 1px; height: 1px; overflow: hidden; }
main:has(.framed) { padding: .3rem .3rem .6rem; } .framed .card { margin: 0; }
button { font: inherit; font-weight: 650; padding: .7rem 1.3rem; border-radius: 8px; border: 2px solid var(--green);
  background: var(--green); color: var(--on-green); cursor: pointer; justify-self: start; }
button.quiet { background: transparent; color: var(--green); }
:focus-visible { outline: 3px solid var(--green); outline-offset: 2px; }
.error { color: var(--red); font-weight: 600; }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .9em; }
pre { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .8rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: start; vertical-align: top; padding-block: .4rem; padding-inline: 0 .8rem;
  border-top: 1px solid var(--line); }
@media (max-width: 34rem) { .line, dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
`;
