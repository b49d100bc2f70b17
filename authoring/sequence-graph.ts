/**
 * A program as a Mermaid flowchart: a node for each step, its shape by kind, an arrow for each way on with its name.
 * Text only, for `tendril sequences graph`, Markdown pages and pull requests. Every name that a person chose is escaped:
 * whatever it holds, the text stays a valid flowchart.
 */
import type { Program, ProgramStep, StepId } from '../domain/program.ts';
import { inReadingOrder } from './sequence-layout.ts';
import { stepWords } from './step-words.ts';

/** How many active enrollments stand at each step; also at steps that only older versions have. */
export type LeadsAt = Readonly<Record<StepId, number>>;

/** @param at null draws the program alone. */
export function sequenceGraph(program: Program, at: LeadsAt | null): string {
  const steps = inReadingOrder(program).map(({ step }) => step);
  const ids = nodeIds(steps.map(({ id }) => id));
  const idOf = (next: StepId | null): string => (next === null ? endNode : (ids.get(next) ?? endNode));
  const ways = steps.flatMap((step) => arrows(step, idOf));
  const completes =
    program.entry === null || steps.some((step) => stepWords(step).arms.some(({ next }) => next === null));
  const lines = [
    'flowchart TD',
    `  ${startNode}(["${escaped(program.sequence)}"])`,
    ...steps.map((step) => `  ${idOf(step.id)}${shaped(step, labelOf(step, at?.[step.id] ?? 0))}`),
    ...(completes ? [`  ${endNode}(["completed"])`] : []),
    `  ${startNode} --> ${idOf(program.entry)}`,
    ...ways,
    ...elsewhere(program, at),
  ];
  return `${lines.join('\n')}\n`;
}

/** No step can have these: the nodes of steps begin with `s_`. */
const startNode = 'begin';
const endNode = 'done';

/** What Mermaid finds anywhere in a line. */
const ownWords = /direction|style|classdef/gi;

/** Ids of nodes are letters, digits and `_`; what becomes alike gets a number. */
function nodeIds(ids: readonly StepId[]): ReadonlyMap<StepId, string> {
  const taken = new Set<string>();
  return new Map(
    ids.map((id) => {
      const plain = `s_${id.replaceAll(/[^A-Za-z0-9]/g, '_').replaceAll(ownWords, (word) => `${word[0]}_${word.slice(1)}`)}`;
      let node = plain;
      for (let n = 2; taken.has(node); n += 1) node = `${plain}_${n}`;
      taken.add(node);
      return [id, node];
    }),
  );
}

const brackets: Readonly<Record<ProgramStep['kind'], readonly [string, string]>> = {
  send: ['["', '"]'],
  wait: ['("', '")'],
  waitFor: ['{{"', '"}}'],
  branch: ['{"', '"}'],
  split: ['[/"', '"\\]'],
  act: ['[["', '"]]'],
  call: ['[/"', '"/]'],
  goto: ['>"', '"]'],
  exit: ['(["', '"])'],
};

function shaped({ kind }: ProgramStep, label: string): string {
  const [open, close] = brackets[kind];
  return `${open}${label}${close}`;
}

function labelOf(step: ProgramStep, leads: number): string {
  const lines = [escaped(cut(stepWords(step).short)), `(${escaped(step.id)})`];
  if (leads > 0) lines.push(`${leads} ${leads === 1 ? 'lead' : 'leads'} here`);
  return lines.join('<br/>');
}

function arrows(step: ProgramStep, idOf: (next: StepId | null) => string): readonly string[] {
  const { arms, jump } = stepWords(step);
  const from = idOf(step.id);
  const named = (label: string | null): string => (label === null ? '' : `|"${escaped(cut(label))}"|`);
  return [
    ...(jump === null ? [] : [`  ${from} -.->${named(jump.label)} ${idOf(jump.to)}`]),
    ...arms.map(({ label, next }) => `  ${from} -->${named(label)} ${idOf(next)}`),
  ];
}

/** Leads of older versions, at steps that this one does not have. */
function elsewhere({ steps }: Program, at: LeadsAt | null): readonly string[] {
  const gone = Object.entries(at ?? {}).filter(([id, count]) => count > 0 && !Object.hasOwn(steps, id));
  if (gone.length === 0) return [];
  const lines = gone.map(([id, count]) => `${count} at ${escaped(id)}`);
  return [`  older["In older versions only:<br/>${lines.join('<br/>')}"]`];
}

/** A condition can be 2000 characters long; a node is to be read. */
const longest = 80;
const cut = (text: string): string => (text.length <= longest ? text : `${[...text].slice(0, longest - 1).join('')}…`);

/**
 * Text inside the quotes of a label. Besides quotes, tags and Mermaid's own entities (`#34;`) this breaks up what its
 * lexer or its preprocessing would find in a line even within quotes: comments and directives (`%%`), Markdown (a
 * backtick), formulas (`$$`), line breaks (`\n`), `direction TB`, and `style` or `classDef` before a colon.
 */
const escaped = (text: string): string =>
  // A label must not be empty.
  (text.replaceAll(/[\s\p{Control}]+/gu, ' ').trim() || '–')
    .replaceAll(/[#&"<>`\\%$]/g, entity)
    .replaceAll(ownWords, (word) => `${entity(word)}${word.slice(1)}`);

const entity = (text: string): string => `#${text.charCodeAt(0)};`;
