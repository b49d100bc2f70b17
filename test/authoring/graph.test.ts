import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { sequenceGraph } from '../../authoring/sequence-graph.ts';
import type { Program, ProgramStep } from '../../domain/program.ts';
import { programs } from '../support/random-programs.ts';
import { programOfSteps, richProgram } from './rich-program.ts';

/** What a Mermaid flowchart may consist of here: much less than Mermaid takes, so what fits this is valid there. */
const label = String.raw`"((?:[^"#<%\`\\$]|#\d+;|<br/>)+)"`;
const id = '([A-Za-z][A-Za-z0-9_]*)';
const shapes = [
  String.raw`\[${label}\]`,
  String.raw`\(${label}\)`,
  String.raw`\{\{${label}\}\}`,
  String.raw`\{${label}\}`,
  String.raw`\[/${label}\\\]`,
  String.raw`\[/${label}/\]`,
  String.raw`\[\[${label}\]\]`,
  String.raw`>${label}\]`,
  String.raw`\(\[${label}\]\)`,
];
const node = new RegExp(`^ {2}${id}(?:${shapes.join('|')})$`);
const arrow = new RegExp(`^ {2}${id} (?:-->|-\\.->)(?:\\|${label}\\|)? ${id}$`);
/** Words that Mermaid's lexer takes for its own wherever a line holds them. */
const trap = /direction\s+(TB|BT|RL|LR)|style.*:|classDef.*:|%%/i;

interface Parsed {
  readonly nodes: ReadonlyMap<string, string>;
  readonly arrows: readonly { readonly from: string; readonly label: string | null; readonly to: string }[];
}

function parse(text: string): Parsed {
  const [head, ...lines] = text.trimEnd().split('\n');
  expect(head).toBe('flowchart TD');
  expect(text.endsWith('\n')).toBe(true);
  const nodes = new Map<string, string>();
  const arrows: Parsed['arrows'][number][] = [];
  for (const line of lines) {
    expect(line).not.toMatch(trap);
    const way = arrow.exec(line);
    if (way) {
      arrows.push({ from: way[1] ?? '', label: way[2] ?? null, to: way[3] ?? '' });
      continue;
    }
    const made = node.exec(line);
    expect(made, line).not.toBeNull();
    const [, name = '', ...labels] = made ?? [];
    expect(nodes.has(name), name).toBe(false);
    expect(['end', 'default', 'graph', 'subgraph', 'style', 'class', 'click', 'call']).not.toContain(name);
    nodes.set(name, labels.find((text) => text !== undefined) ?? '');
  }
  for (const { from, to } of arrows) expect([nodes.has(from), nodes.has(to)], `${from} → ${to}`).toEqual([true, true]);
  return { nodes, arrows };
}

/** The text that Mermaid shows for a label. */
const shown = (text: string): string => text.replaceAll(/#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

describe('the graph of a sequence', () => {
  it('of every kind of step', () => {
    expect(sequenceGraph(richProgram, { offer: 3, welcome: 1, gone: 2 })).toMatchSnapshot();
  });

  it('shows the leads at each step only when they are given', () => {
    const { nodes } = parse(sequenceGraph(richProgram, { offer: 3, welcome: 1, gone: 2 }));
    expect(nodes.get('s_offer')).toBe('Send mail-offer<br/>(offer)<br/>3 leads here');
    expect(nodes.get('s_welcome')).toMatch(/<br\/>1 lead here$/);
    expect(nodes.get('older')).toBe('In older versions only:<br/>2 at gone');
    expect(sequenceGraph(richProgram, null)).not.toMatch(/here|older/);
  });

  it('names the arms', () => {
    const { arrows } = parse(sequenceGraph(richProgram, null));
    const labels = (from: string) => arrows.filter((way) => way.from === from).map((way) => shown(way.label ?? '–'));
    expect(labels('s_read')).toEqual(['clicked pricing or replied: interested', 'after 4 days']);
    expect(labels('s_large')).toEqual(['yes', 'no']);
    expect(labels('s_tone')).toEqual(['short 45 %', 'long 45 %', 'control 10 %']);
    expect(labels('s_again')).toEqual(['at most 3 times', 'after that']);
    expect(labels('s_welcome')).toEqual(['–']);
  });

  it('keeps steps apart whose ids are alike once they are fit for a node', () => {
    const exit = (id: string) => (): ProgramStep => ({ kind: 'exit', id, reason: 'r', success: false });
    const ids = ['a-b', 'a_b', 'a.b', 'end'];
    const { nodes } = parse(sequenceGraph(programOfSteps(ids.map(exit)), null));
    expect([...nodes.keys()].filter((name) => name.startsWith('s_'))).toEqual(['s_a_b', 's_a_b_2', 's_a_b_3', 's_end']);
  });

  const hostile = fc.oneof(
    fc.constantFrom('end', '%% x', '#quot;', 'direction  TB', 'style: #1;', 'classDef x:#;', '`md`', '$$x$$', 'a\\nb'),
    fc.constantFrom(
      '"]; x --> y',
      '<img src=x>',
      '&amp;',
      '|',
      '}}',
      '/]',
      '-->',
      'accTitle: x',
      '\u0000\u2028\n\t',
      'ä"🙂',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  );

  it('stays a valid flowchart whatever the names and texts hold', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, text, condition) => {
        const program: Program = {
          ...programOfSteps([
            (next) => ({ kind: 'send', id: name, template: text, sender: text, next }),
            (next) => ({
              kind: 'branch',
              id: `${name}2`,
              cases: [
                { condition, next },
                { condition: text, next },
              ],
              otherwise: null,
            }),
            () => ({ kind: 'exit', id: `${name}3`, reason: text, success: false }),
          ]),
          sequence: text,
        };
        parse(sequenceGraph(program, { [name]: 1, [text]: 2, [`${text}-gone`]: 3 }));
      }),
      { numRuns: 300 },
    );
  });

  it('has a node for every step and an arrow for every way on, of any program', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const { nodes, arrows } = parse(sequenceGraph(program, null));
        for (const step of Object.keys(program.steps)) expect(nodes.has(`s_${step}`)).toBe(true);
        for (const way of new Set(arrows.map(({ from }) => from))) expect(nodes.has(way)).toBe(true);
        expect(arrows.filter(({ from }) => from === 'begin')).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });
});
